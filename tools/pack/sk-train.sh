#!/bin/sh
# Runs the sk-train command that is packed here with the Node and the Vulkan loader that are packed here:
# sh sk-train.sh --help

case $0 in
*/*) here=$(cd -- "${0%/*}" && pwd) ;;
*) here=$(pwd) ;;
esac

. "$here/environment.sh"
exec "$here/node" "$here/node_modules/sk-train/dist/packed/cli.js" "$@"
