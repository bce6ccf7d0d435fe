/** Names of image files: what a folder and an archive are searched by. */

/** Files with these endings, in either case, are taken for images; readImage reads all of them. */
export const imageEndings: readonly string[] =
  'jpg jpeg jfif jpe png webp gif avif tif tiff svg bmp pbm pgm ppm pnm'.split(' ');
