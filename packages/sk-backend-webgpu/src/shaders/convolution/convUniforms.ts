/** Uniforms of every convolution shader: its shapes, NHWC; filters [kh, kw, C / groups, O]. */
export const convUniforms = [
  'images',
  'height',
  'width',
  'channels',
  'outHeight',
  'outWidth',
  'filters',
  'channelsPerGroup',
  'filtersPerGroup',
  'strideY',
  'strideX',
  'dilationY',
  'dilationX',
  'padTop',
  'padLeft',
] as const;

export type ConvUniform = (typeof convUniforms)[number];

/** Functions of the uniforms that are signed, since padding is subtracted. */
export const signedSizes = `
fn size() -> vec2i { return vec2i(i32(u.height), i32(u.width)); }
fn outSize() -> vec2i { return vec2i(i32(u.outHeight), i32(u.outWidth)); }
fn stride() -> vec2i { return vec2i(i32(u.strideY), i32(u.strideX)); }
fn dilation() -> vec2i { return vec2i(i32(u.dilationY), i32(u.dilationX)); }
fn padding() -> vec2i { return vec2i(i32(u.padTop), i32(u.padLeft)); }
fn within(at: vec2i, extent: vec2i) -> bool { return all(at >= vec2i(0)) && all(at < extent); }`;
