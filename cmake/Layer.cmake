# layer(NAME
#   PUBLIC     headers that other layers may include
#   SOURCES    .cpp files
#   DEPS       layers below, by folder name (store, store/sqlite…); the only layers this one may include
#   LIBRARIES  third-party targets
#   TESTS      _test.cpp files, linked into one program
#   TEST_DEPS  further layers and targets that only the tests use
#   BENCHMARKS _benchmark.cpp files, one program; ctest runs each once
#   FUZZERS    _fuzzer.cpp files, one program each, with the corpus in the folder of the same stem
#   AVX2       sources compiled with AVX2; their callers choose at run time
# )
# Each layer sees its own folder and, of the layers in DEPS, a folder of links to their PUBLIC headers and nothing else,
# so that a forbidden include does not compile.
function(layer name)
  cmake_parse_arguments(arg "" "" "PUBLIC;SOURCES;DEPS;LIBRARIES;TESTS;TEST_DEPS;BENCHMARKS;FUZZERS;AVX2" ${ARGN})
  if(arg_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "layer(${name}): unknown arguments ${arg_UNPARSED_ARGUMENTS}")
  endif()
  string(REPLACE "/" "_" stem ${name})
  set(target assay_${stem})

  set(public_view ${CMAKE_BINARY_DIR}/views/public/${stem})
  set(own_view ${CMAKE_BINARY_DIR}/views/own/${stem})
  file(REMOVE_RECURSE ${public_view} ${own_view})
  file(MAKE_DIRECTORY ${public_view}/${name})
  cmake_path(GET own_view PARENT_PATH own_parent)
  cmake_path(APPEND own_view ${name} OUTPUT_VARIABLE own_link)
  cmake_path(GET own_link PARENT_PATH own_link_parent)
  file(MAKE_DIRECTORY ${own_link_parent})
  file(CREATE_LINK ${CMAKE_CURRENT_SOURCE_DIR} ${own_link} SYMBOLIC)
  foreach(header IN LISTS arg_PUBLIC)
    file(CREATE_LINK ${CMAKE_CURRENT_SOURCE_DIR}/${header} ${public_view}/${name}/${header} SYMBOLIC)
  endforeach()

  set(dep_targets "")
  foreach(dep IN LISTS arg_DEPS)
    string(REPLACE "/" "_" dep_stem ${dep})
    list(APPEND dep_targets assay_${dep_stem})
  endforeach()

  if(arg_SOURCES OR arg_AVX2)
    add_library(${target} STATIC ${arg_SOURCES} ${arg_AVX2})
    target_include_directories(${target} PRIVATE ${own_view} PUBLIC ${public_view})
    target_link_libraries(${target} PUBLIC ${dep_targets} ${arg_LIBRARIES} PRIVATE assay_flags)
  else()
    add_library(${target} INTERFACE)
    target_include_directories(${target} INTERFACE ${public_view})
    target_link_libraries(${target} INTERFACE ${dep_targets} ${arg_LIBRARIES})
  endif()
  if(arg_AVX2 AND CMAKE_SYSTEM_PROCESSOR STREQUAL "x86_64")
    set_source_files_properties(${arg_AVX2} PROPERTIES COMPILE_OPTIONS "-march=haswell")
  endif()

  foreach(header IN LISTS arg_PUBLIC)
    string(MAKE_C_IDENTIFIER ${header} header_stem)
    set(unit ${CMAKE_BINARY_DIR}/header_check/${stem}/${header_stem}.cpp)
    file(CONFIGURE OUTPUT ${unit} CONTENT "#include \"${name}/${header}\"\n" @ONLY)
    set_property(GLOBAL APPEND PROPERTY assay_header_units_${stem} ${unit})
  endforeach()
  get_property(units GLOBAL PROPERTY assay_header_units_${stem})
  if(units)
    add_library(${target}_header_check OBJECT EXCLUDE_FROM_ALL ${units})
    target_link_libraries(${target}_header_check PRIVATE ${target} assay_flags)
    set_property(GLOBAL APPEND PROPERTY assay_header_checks ${target}_header_check)
  endif()

  if(arg_TESTS AND ASSAY_BUILD_TESTS)
    layer_program(${target}_test "${arg_TESTS}" ${target} ${own_view} "${arg_TEST_DEPS}" GTest::gmock GTest::gtest_main)
    gtest_discover_tests(${target}_test TEST_PREFIX "${name}." DISCOVERY_MODE PRE_TEST
                         WORKING_DIRECTORY ${CMAKE_SOURCE_DIR} PROPERTIES TIMEOUT 300)
  endif()
  if(arg_BENCHMARKS AND ASSAY_BUILD_BENCHMARKS)
    layer_program(${target}_benchmark "${arg_BENCHMARKS}" ${target} ${own_view} "${arg_TEST_DEPS}"
                  benchmark::benchmark_main)
    if(ASSAY_BUILD_TESTS)
      add_test(NAME ${name}.benchmarks_run_once
               COMMAND ${target}_benchmark --benchmark_min_time=0.000001 --benchmark_filter=/smallest
               WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
    endif()
  endif()
  if(arg_FUZZERS AND ASSAY_BUILD_FUZZERS)
    foreach(fuzzer IN LISTS arg_FUZZERS)
      cmake_path(GET fuzzer STEM fuzzer_stem)
      layer_program(${target}_${fuzzer_stem} ${fuzzer} ${target} ${own_view} "${arg_TEST_DEPS}")
      target_compile_options(${target}_${fuzzer_stem} PRIVATE -fsanitize=fuzzer)
      target_link_options(${target}_${fuzzer_stem} PRIVATE -fsanitize=fuzzer)
      # New inputs go to the build folder; the corpus in the tree is read only.
      set(found ${CMAKE_CURRENT_BINARY_DIR}/${fuzzer_stem}_found)
      file(MAKE_DIRECTORY ${found})
      add_test(NAME ${name}.${fuzzer_stem}
               COMMAND ${target}_${fuzzer_stem} -max_total_time=10 -timeout=10 -rss_limit_mb=2048 -print_final_stats=1
                       ${found} ${CMAKE_CURRENT_SOURCE_DIR}/${fuzzer_stem}_corpus)
    endforeach()
  endif()
endfunction()

# A test, benchmark or fuzzer of a layer: sees the layer's private headers too.
function(layer_program program sources target own_view deps)
  add_executable(${program} ${sources})
  set(dep_targets "")
  foreach(dep IN LISTS deps)
    string(REPLACE "/" "_" dep_stem ${dep})
    if(TARGET ${dep})
      list(APPEND dep_targets ${dep})
    else()
      list(APPEND dep_targets assay_${dep_stem})
    endif()
  endforeach()
  target_include_directories(${program} PRIVATE ${own_view})
  target_link_libraries(${program} PRIVATE ${target} ${dep_targets} ${ARGN} assay_flags)
endfunction()

# After all layers: one target that compiles every public header alone.
function(finish_layers)
  get_property(checks GLOBAL PROPERTY assay_header_checks)
  add_custom_target(header_check DEPENDS ${checks})
endfunction()

include(GoogleTest)
