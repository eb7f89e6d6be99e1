# What an installation has besides the program: what other projects' CMake finds.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

set(CONFORM_PACKAGE_DIR ${CMAKE_CURRENT_LIST_DIR})
set(CONFORM_CMAKE_DIR ${CMAKE_INSTALL_DATADIR}/cmake/conform)

install(TARGETS conform)

configure_package_config_file(${CONFORM_PACKAGE_DIR}/conformConfig.cmake.in
  ${PROJECT_BINARY_DIR}/conformConfig.cmake
  INSTALL_DESTINATION ${CONFORM_CMAKE_DIR}
  PATH_VARS CMAKE_INSTALL_BINDIR CMAKE_INSTALL_INCLUDEDIR)
write_basic_package_version_file(${PROJECT_BINARY_DIR}/conformConfigVersion.cmake
  COMPATIBILITY SameMajorVersion ARCH_INDEPENDENT)
install(FILES ${PROJECT_BINARY_DIR}/conformConfig.cmake ${PROJECT_BINARY_DIR}/conformConfigVersion.cmake
              ${CONFORM_PACKAGE_DIR}/conformTests.cmake ${CONFORM_PACKAGE_DIR}/conformDiscover.cmake
        DESTINATION ${CONFORM_CMAKE_DIR})
install(DIRECTORY ${CONFORM_PACKAGE_DIR}/include/ DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})

install(FILES ${PROJECT_SOURCE_DIR}/README.md ${CONFORM_PACKAGE_DIR}/copyright
        DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(FILES ${PROJECT_SOURCE_DIR}/suites/README.md DESTINATION ${CMAKE_INSTALL_DOCDIR}/suites)

include(${CONFORM_PACKAGE_DIR}/cpack.cmake)
