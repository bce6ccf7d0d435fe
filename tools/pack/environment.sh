# Sets the paths of libraries and the list of Vulkan drivers, for scripts that know the folder of this file as $here.
# Needs nothing of the shell but what is built in.

# NVIDIA's driver has its libraries in the last of these in some containers.
places="/usr/lib/x86_64-linux-gnu /lib/x86_64-linux-gnu /usr/lib64 /lib64 /usr/local/nvidia/lib64"
libraries=$here/lib
drivers=

lacks() {
  for place in $places; do
    [ -e "$place/$1" ] && return 1
  done
  return 0
}

[ -d /usr/local/nvidia/lib64 ] && libraries=$libraries:/usr/local/nvidia/lib64

# Of a set that the system has whole, its own libraries are taken.
for set in "$here/lib/glvnd" "$here/lib/x11"; do
  for library in "$set"/*; do
    if [ -e "$library" ] && lacks "${library##*/}"; then
      libraries=$libraries:$set
      break
    fi
  done
done

if [ -z "$VK_ICD_FILENAMES$VK_DRIVER_FILES" ]; then
  for driver in /usr/share/vulkan/icd.d/*.json /etc/vulkan/icd.d/*.json /usr/local/share/vulkan/icd.d/*.json \
    /usr/local/nvidia/share/vulkan/icd.d/*.json; do
    [ -f "$driver" ] && drivers=${drivers:+$drivers:}$driver
  done
  # Containers often have NVIDIA's driver and no file that lists it.
  for kind in GLX EGL; do
    [ -z "$drivers" ] && ! lacks "lib${kind}_nvidia.so.0" && drivers=$here/lib/nvidia_$kind.json
  done
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
