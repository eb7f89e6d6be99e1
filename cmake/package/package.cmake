# What an installation has besides the program: its manual, completion for shells, and what other
# projects' CMake finds.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

set(CONFORM_PACKAGE_DIR ${CMAKE_CURRENT_LIST_DIR})
set(CONFORM_CMAKE_DIR ${CMAKE_INSTALL_DATADIR}/cmake/conform)

install(TARGETS conform)

# The program writes them, so that they say what its help says.
set(CONFORM_SETUP ${PROJECT_BINARY_DIR}/setup)
file(MAKE_DIRECTORY ${CONFORM_SETUP})
set(outputs ${CONFORM_SETUP}/conform.1.gz ${CONFORM_SETUP}/conform.bash ${CONFORM_SETUP}/conform.zsh
            ${CONFORM_SETUP}/conform.fish)
add_custom_command(OUTPUT ${outputs} DEPENDS conform VERBATIM
  COMMAND conform manual > ${CONFORM_SETUP}/conform.1
  COMMAND gzip -9nf ${CONFORM_SETUP}/conform.1
  COMMAND conform completion bash > ${CONFORM_SETUP}/conform.bash
  COMMAND conform completion zsh > ${CONFORM_SETUP}/conform.zsh
  COMMAND conform completion fish > ${CONFORM_SETUP}/conform.fish)
add_custom_target(setup ALL DEPENDS ${outputs})

install(FILES ${CONFORM_SETUP}/conform.1.gz DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
install(FILES ${CONFORM_SETUP}/conform.bash RENAME conform
        DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions)
install(FILES ${CONFORM_SETUP}/conform.zsh RENAME _conform
        DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/vendor-completions)
install(FILES ${CONFORM_SETUP}/conform.fish
        DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)

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
install(FILES ${PROJECT_SOURCE_DIR}/suites/README.md ${PROJECT_SOURCE_DIR}/suites/suite.schema.json
              ${PROJECT_SOURCE_DIR}/suites/requirements.schema.json
        DESTINATION ${CMAKE_INSTALL_DOCDIR}/suites)

include(${CONFORM_PACKAGE_DIR}/cpack.cmake)
