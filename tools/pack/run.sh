#!/bin/sh
# Runs what is packed here with the Node and the Vulkan loader that are packed here: sh run.sh --help
# Needs nothing but a driver, and of the shell nothing but what is built in.

case $0 in
*/*) here=$(cd -- "${0%/*}" && pwd) ;;
*) here=$(pwd) ;;
esac

. "$here/environment.sh"
exec "$here/node" "$here/program.mjs" packed "$@"
