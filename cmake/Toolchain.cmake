# The one place for compiler choice and flags.
if(NOT CMAKE_CXX_COMPILER_ID STREQUAL "Clang" OR CMAKE_CXX_COMPILER_VERSION VERSION_LESS 19)
  message(FATAL_ERROR
          "Assay builds with clang 19 or newer: g++ 12 miscompiles coroutines (double free of temporaries in "
          "co_await). Use a preset (cmake --preset release) or ./dev build.")
endif()

set(CMAKE_CXX_STANDARD 23)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set_property(GLOBAL PROPERTY GLOBAL_DEPENDS_NO_CYCLES ON)

find_program(ASSAY_CCACHE ccache)
if(ASSAY_CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${ASSAY_CCACHE})
endif()

set(ASSAY_SANITIZER "" CACHE STRING "address, thread or empty")

add_library(assay_flags INTERFACE)
target_compile_options(assay_flags INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Werror
                                             -Wno-missing-designated-field-initializers
                                             -fno-omit-frame-pointer)
target_link_options(assay_flags INTERFACE -fuse-ld=lld -Wl,--as-needed)
if(CMAKE_SYSTEM_PROCESSOR STREQUAL "x86_64")
  # The baseline; kernels that gain from AVX2 choose at run time (ASSAY_AVX2_SOURCES in Layer.cmake).
  target_compile_options(assay_flags INTERFACE -march=x86-64-v2)
endif()
if(ASSAY_SANITIZER STREQUAL "address")
  target_compile_options(assay_flags INTERFACE -fsanitize=address,undefined -fno-sanitize-recover=all)
  target_link_options(assay_flags INTERFACE -fsanitize=address,undefined)
elseif(ASSAY_SANITIZER STREQUAL "thread")
  target_compile_options(assay_flags INTERFACE -fsanitize=thread)
  target_link_options(assay_flags INTERFACE -fsanitize=thread)
endif()
