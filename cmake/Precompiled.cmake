# Headers from outside that most sources of a folder read, compiled once. Never headers of ours: a change to one would
# compile everything anew. Each source still includes what it uses; `scripts/check tidy` and the unity builds, which do
# without these, see when one does not.
set(words <algorithm> <array> <atomic> <charconv> <chrono> <condition_variable> <cstdint> <cstring> <deque> <filesystem>
    <functional> <map> <memory> <mutex> <optional> <set> <span> <string> <string_view> <thread> <unordered_map> <utility>
    <variant> <vector> <boost/json.hpp> <tl/expected.hpp>)
set(asio <boost/asio/awaitable.hpp> <boost/asio/co_spawn.hpp> <boost/asio/detached.hpp> <boost/asio/io_context.hpp>
    <boost/asio/ip/tcp.hpp> <boost/asio/post.hpp> <boost/asio/redirect_error.hpp> <boost/asio/ssl/context.hpp>
    <boost/asio/ssl/stream.hpp> <boost/asio/steady_timer.hpp> <boost/asio/strand.hpp> <boost/asio/use_awaitable.hpp>)
set(qt <QCoreApplication> <QDateTime> <QHash> <QList> <QLocale> <QObject> <QPointer> <QString> <QStringList> <QTimer>
    <QTimeZone> <QUrl> <QVariant>)
set(widgets <QAccessible> <QAction> <QApplication> <QClipboard> <QHBoxLayout> <QHeaderView> <QKeyEvent> <QLabel>
    <QLineEdit> <QMenu> <QPainter> <QPainterPath> <QStyle> <QTableView> <QVBoxLayout> <QWidget>)

function(tokenhouse_precompile name)
  cmake_parse_arguments(ARG "" "" "HEADERS;LINK" ${ARGN})
  file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/precompiled/${name}.cpp CONTENT "")
  add_library(precompiled_${name} OBJECT ${CMAKE_BINARY_DIR}/precompiled/${name}.cpp)
  target_link_libraries(precompiled_${name} PRIVATE ${ARG_LINK})
  if("${ARG_LINK}" MATCHES "Qt6::")
    target_compile_definitions(precompiled_${name} PRIVATE ${TOKENHOUSE_QT_DEFINITIONS})
  endif()
  target_precompile_headers(precompiled_${name} PRIVATE ${ARG_HEADERS})
endfunction()

# Gives a target the precompiled headers of that name, where this build has them.
function(tokenhouse_use_precompiled target name)
  if(TARGET precompiled_${name})
    target_precompile_headers(${target} REUSE_FROM precompiled_${name})
  endif()
endfunction()

# Libraries are several sources as one in a unity build already.
if(NOT CMAKE_UNITY_BUILD)
  tokenhouse_precompile(words HEADERS ${words} LINK Boost::json tl::expected)
  tokenhouse_precompile(server HEADERS ${words} ${asio} LINK Boost::json tl::expected OpenSSL::SSL)
  if(TOKENHOUSE_DESKTOP)
    tokenhouse_precompile(qt HEADERS ${words} ${qt} LINK Boost::json tl::expected Qt6::Core)
    tokenhouse_precompile(widgets HEADERS ${words} ${qt} ${widgets} LINK Boost::json tl::expected Qt6::Widgets)
  endif()
endif()
