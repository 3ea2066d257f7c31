# Shared by the scripts beside it; sourced with the working directory at the top of the tree.

# Packages of the named groups, checked again only when scripts/deps changed: a query of 40 packages takes longer than
# the application's start.
ensure_deps() {
  local stamp
  stamp="build/.deps-$(cat scripts/deps /etc/debian_version 2>/dev/null | sha256sum | cut -c1-16)-$(IFS=-; echo "$*")"
  [ -e "$stamp" ] && return
  scripts/deps "$@"
  mkdir -p build
  : > "$stamp"
}

# Configures a preset once (ninja does it again when CMake files change) and builds targets, silent when nothing is to do.
build_preset() {
  local preset=$1
  shift
  if [ ! -e "build/$preset/build.ninja" ]; then
    echo "Configuring build/$preset"
    if ! cmake --preset "$preset" >"build/configure-$preset.log" 2>&1; then
      cat "build/configure-$preset.log" >&2
      return 1
    fi
  fi
  cmake --build "build/$preset" ${1:+--target "$@"} |
    sed -u -e '/^ninja: no work to do/d' -e '/Re-checking globbed directories/d'
}
