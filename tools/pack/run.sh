#!/bin/sh
# Runs what is packed here with the Node and the Vulkan loader that are packed here: sh run.sh --help
# Needs nothing but a driver, and of the shell nothing but what is built in.

case $0 in
*/*) here=$(cd -- "${0%/*}" && pwd) ;;
*) here=$(pwd) ;;
esac

libraries=$here/lib
drivers=

# NVIDIA's driver has its libraries here in some containers.
[ -d /usr/local/nvidia/lib64 ] && libraries=$libraries:/usr/local/nvidia/lib64

if [ -z "$VK_ICD_FILENAMES$VK_DRIVER_FILES" ]; then
  for driver in /usr/share/vulkan/icd.d/*.json /etc/vulkan/icd.d/*.json /usr/local/share/vulkan/icd.d/*.json \
    /usr/local/nvidia/share/vulkan/icd.d/*.json; do
    [ -f "$driver" ] && drivers=${drivers:+$drivers:}$driver
  done
  # Containers often have NVIDIA's driver and no file that lists it.
  if [ -z "$drivers" ]; then
    for folder in /usr/lib/x86_64-linux-gnu /usr/lib64 /lib64 /usr/local/nvidia/lib64; do
      for kind in GLX EGL; do
        [ -z "$drivers" ] && [ -e "$folder/lib${kind}_nvidia.so.0" ] && drivers=$here/lib/nvidia_$kind.json
      done
    done
  fi
  for argument in "$@"; do
    if [ "$argument" = --allow-software ] && [ -f "$here/lib/vk_swiftshader_icd.json" ]; then
      drivers=${drivers:+$drivers:}$here/lib/vk_swiftshader_icd.json
    fi
  done
  if [ -n "$drivers" ]; then
    VK_ICD_FILENAMES=$drivers
    export VK_ICD_FILENAMES
  fi
fi

LD_LIBRARY_PATH=$libraries${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
export LD_LIBRARY_PATH
exec "$here/node" "$here/program.mjs" packed "$@"
