# keytrail_room(NAME [ROOMS room...] [LIBRARIES target...] [EXCLUDE file...])
#
# One static library per room, from all *.cc in its folder but not below. ROOMS are the rooms that it may include:
# the arrows of docs/architecture.md, which tests/structure checks against the includes themselves.
function(keytrail_room name)
  cmake_parse_arguments(ROOM "" "" "ROOMS;LIBRARIES;EXCLUDE" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cc)
  foreach(excluded ${ROOM_EXCLUDE})
    list(REMOVE_ITEM sources ${CMAKE_CURRENT_SOURCE_DIR}/${excluded})
  endforeach()
  if(sources)
    set(scope PUBLIC)
    add_library(kt_${name} STATIC ${sources})
  else()
    set(scope INTERFACE)
    add_library(kt_${name} INTERFACE)
  endif()
  foreach(room ${ROOM_ROOMS})
    target_link_libraries(kt_${name} ${scope} kt_${room})
  endforeach()
  target_link_libraries(kt_${name} ${scope} ${ROOM_LIBRARIES})
endfunction()

# keytrail_tests(NAME [SINGLE] [SHARDS n] [LABELS label...] [ROOMS room...] [LIBRARIES target...])
#
# One test program from all *_test.cc in the current folder. Each test is one of ctest's own; with SINGLE the program is,
# for tests that share something dear, such as one boot of an appliance; with SHARDS each of n parts of it, side by side.
# What programs under test cache stays in the build.
function(keytrail_tests name)
  cmake_parse_arguments(TESTS "SINGLE" "TIMEOUT;SHARDS" "LABELS;ROOMS;LIBRARIES" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cc ${CMAKE_CURRENT_SOURCE_DIR}/*.h)
  add_executable(${name} ${sources})
  foreach(room ${TESTS_ROOMS})
    target_link_libraries(${name} PRIVATE kt_${room})
  endforeach()
  target_link_libraries(${name} PRIVATE ${TESTS_LIBRARIES} GTest::gmock GTest::gtest GTest::gtest_main)
  target_compile_definitions(${name} PRIVATE
    KEYTRAIL_SOURCE_DIR="${CMAKE_SOURCE_DIR}" KEYTRAIL_BINARY_DIR="${CMAKE_BINARY_DIR}")
  if(NOT TESTS_LABELS)
    set(TESTS_LABELS fast)
  endif()
  if(NOT TESTS_TIMEOUT)
    set(TESTS_TIMEOUT 120)
  endif()
  set(environment "XDG_CACHE_HOME=${CMAKE_BINARY_DIR}/test-cache")
  if(TESTS_SHARDS)
    math(EXPR last "${TESTS_SHARDS} - 1")
    foreach(shard RANGE ${last})
      add_test(NAME ${name}.${shard} COMMAND ${name})
      set_tests_properties(${name}.${shard} PROPERTIES LABELS "${TESTS_LABELS}" TIMEOUT ${TESTS_TIMEOUT}
        ENVIRONMENT "${environment};GTEST_TOTAL_SHARDS=${TESTS_SHARDS};GTEST_SHARD_INDEX=${shard}")
    endforeach()
  elseif(TESTS_SINGLE)
    add_test(NAME ${name} COMMAND ${name})
    set_tests_properties(${name} PROPERTIES
      LABELS "${TESTS_LABELS}" TIMEOUT ${TESTS_TIMEOUT} ENVIRONMENT "${environment}")
  else()
    gtest_discover_tests(${name} DISCOVERY_TIMEOUT 60
      PROPERTIES LABELS "${TESTS_LABELS}" TIMEOUT ${TESTS_TIMEOUT} ENVIRONMENT "${environment}")
  endif()
endfunction()
