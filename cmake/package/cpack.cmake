# What `cpack` makes: an archive to unpack anywhere, and a package for Debian.
set(CONFORM_MAINTAINER "conform maintainers <maintainers@conform.invalid>"
    CACHE STRING "Who answers for the packages")

# Debian wants one, compressed.
string(TIMESTAMP CONFORM_CHANGED "%a, %d %b %Y %H:%M:%S +0000" UTC)
configure_file(${CONFORM_PACKAGE_DIR}/changelog.in ${PROJECT_BINARY_DIR}/changelog @ONLY)
execute_process(COMMAND gzip -9nf ${PROJECT_BINARY_DIR}/changelog COMMAND_ERROR_IS_FATAL ANY)
install(FILES ${PROJECT_BINARY_DIR}/changelog.gz DESTINATION ${CMAKE_INSTALL_DOCDIR})

set(CPACK_GENERATOR TGZ DEB)
set(CPACK_PACKAGE_NAME ${PROJECT_NAME})
set(CPACK_PACKAGE_VENDOR "conform")
set(CPACK_PACKAGE_CONTACT "${CONFORM_MAINTAINER}")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "conformance suite for Durable Streams servers")
set(CPACK_PACKAGE_DESCRIPTION
    "conform tests a server for Durable Streams, the HTTP protocol for
append-only streams, against the protocol's specification. For each failure it
shows the requirement, what was expected, what the server sent, and curl
commands that reproduce it. It also fuzzes servers, and writes reports for
people and for CI.")
set(CPACK_RESOURCE_FILE_LICENSE ${PROJECT_SOURCE_DIR}/LICENSE)
set(CPACK_PACKAGE_FILE_NAME ${PROJECT_NAME}-${PROJECT_VERSION}-${CMAKE_SYSTEM_NAME}-${CMAKE_SYSTEM_PROCESSOR})
set(CPACK_PACKAGE_CHECKSUM SHA256)
set(CPACK_STRIP_FILES ON)
set(CPACK_VERBATIM_VARIABLES ON)

set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION net)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)

include(CPack)
