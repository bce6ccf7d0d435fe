// tools/golden/.mem.ts
import * as tf24 from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-backend-cpu";

// packages/sk-models/src/layers/skConv2D.ts
import * as tf11 from "@tensorflow/tfjs-core";
import {
  serialization as registry2
} from "@tensorflow/tfjs-core";
import { InputSpec as InputSpec2 } from "@tensorflow/tfjs-layers";

// packages/sk-core/src/contractError.ts
var ContractError = class extends Error {
  name = "ContractError";
};

// packages/sk-core/src/shapeError.ts
var ShapeError = class extends RangeError {
  name = "ShapeError";
};

// packages/sk-core/src/convAttrs.ts
function convAttrs({ groups = 1, strides = 1, dilations = 1, pad: pad4 = "valid" }, x, filter) {
  const [sh, sw] = pair(strides);
  const [dh, dw] = pair(dilations);
  const [h, w] = x.slice(-3);
  const [kh, kw] = filter;
  return {
    groups,
    strides: [sh, sw],
    dilations: [dh, dw],
    pads: pads(pad4, () => [...samePads(h, kh, sh, dh), ...samePads(w, kw, sw, dw)])
  };
}
function pads(pad4, same2) {
  if (pad4 === "same") return same2();
  if (pad4 === "valid") return [0, 0, 0, 0];
  if (typeof pad4 === "number") return [pad4, pad4, pad4, pad4];
  if (typeof pad4 === "object" && pad4?.length === 4) return [...pad4];
  throw new ShapeError(
    `groupedConv2d: pad is ${JSON.stringify(pad4)}, wants 'same', 'valid', a number or [top, bottom, left, right]`
  );
}
var pair = (value) => typeof value === "number" ? [value, value] : value;
function samePads(size, kernel, stride, dilation) {
  const total = Math.max(0, (Math.ceil(size / stride) - 1) * stride + (kernel - 1) * dilation + 1 - size);
  return [Math.floor(total / 2), Math.ceil(total / 2)];
}

// packages/sk-core/src/ops/groupedConv2d.ts
import * as tf2 from "@tensorflow/tfjs-core";

// packages/sk-core/src/convGeometry.ts
function convGeometry(x, filter, attrs) {
  checkAttrs(attrs);
  if (x.length !== 4 || filter.length !== 4) {
    throw new ShapeError(
      `groupedConv2d: x is [${x}] and filter [${filter}], wants [batch, height, width, channels] and [height, width, channels / groups, filters]`
    );
  }
  const [n, h, w, c] = x;
  const [kh, kw, cPerGroup, o] = filter;
  const { groups } = attrs;
  if (c !== cPerGroup * groups) {
    throw new ShapeError(`groupedConv2d: x has ${c} channels, filter wants ${cPerGroup} x ${groups} groups`);
  }
  if (o % groups !== 0) {
    throw new ShapeError(`groupedConv2d: filter has ${o} outputs, wants a multiple of ${groups} groups`);
  }
  const oh = outputSize(h, kh, 0, attrs);
  const ow = outputSize(w, kw, 1, attrs);
  if (oh < 1 || ow < 1) {
    throw new ShapeError(
      `groupedConv2d: a ${kh}x${kw} kernel dilated by ${attrs.dilations.join("x")} does not fit into ${h}x${w} padded by [${attrs.pads}]`
    );
  }
  return { n, h, w, c, kh, kw, cPerGroup, oPerGroup: o / groups, oh, ow, o };
}
function outputSize(size, kernel, axis, { strides, dilations, pads: pads2 }) {
  const [before, after] = axis === 0 ? [pads2[0], pads2[1]] : [pads2[2], pads2[3]];
  const extent = (kernel - 1) * dilations[axis] + 1;
  return Math.floor((size + before + after - extent) / strides[axis]) + 1;
}
function checkAttrs({ groups, strides, dilations, pads: pads2 }) {
  const whole3 = (value, least) => Number.isInteger(value) && value >= least;
  const refuse3 = (what, got, wanted) => {
    throw new ShapeError(`groupedConv2d: ${what} is ${got}, wants ${wanted}`);
  };
  if (!whole3(groups, 1)) refuse3("groups", groups, "a whole number from 1");
  if (!strides.every((s) => whole3(s, 1))) refuse3("strides", `[${strides}]`, "whole numbers from 1");
  if (!dilations.every((d) => whole3(d, 1))) refuse3("dilations", `[${dilations}]`, "whole numbers from 1");
  if (!pads2.every((p) => whole3(p, 0))) refuse3("pads", `[${pads2}]`, "whole numbers from 0");
}

// packages/sk-core/src/op.ts
import {
  backend,
  clone,
  engine,
  getBackend as getBackend2,
  getGradient,
  getKernel as getKernel2,
  registerGradient,
  registerKernel,
  Tensor as Tensor2,
  tidy,
  zeros
} from "@tensorflow/tfjs-core";

// packages/sk-core/src/oneCore.ts
import { Tensor, version_core } from "@tensorflow/tfjs-core";
var key = /* @__PURE__ */ Symbol.for("sk-core:tfjs");
var holder = globalThis;
function warnOfSecondCore() {
  holder[key] ??= Tensor;
  if (holder[key] !== Tensor) {
    console.warn(
      `sk-core: a second copy of @tensorflow/tfjs-core (${version_core}) is loaded; run npm ls @tensorflow/tfjs-core and keep one`
    );
  }
}

// packages/sk-core/src/provider.ts
import { getBackend, getKernel } from "@tensorflow/tfjs-core";
var providerKey = /* @__PURE__ */ Symbol.for("sk-core:provider");
var stockKey = /* @__PURE__ */ Symbol.for("sk-core:stock");
function markProvider(config, provider, stock) {
  return { ...config, [providerKey]: provider, ...stock && { [stockKey]: stock } };
}

// packages/sk-core/src/savedNames.ts
var SavedNames = class extends Array {
  map(inputNamed) {
    const find = (name) => inputNamed(name, 0, this);
    return Array.from(this).flatMap((name) => {
      const one = find(name);
      if (one !== void 0) return [one];
      const list = [];
      for (let t2 = find(`${name}.0`); t2 !== void 0; t2 = find(`${name}.${list.length}`)) list.push(t2);
      return list;
    });
  }
};

// packages/sk-core/src/tensorTree.ts
function flatten(tree) {
  return Object.fromEntries(
    Object.entries(tree).flatMap(
      ([name, value]) => isList(value) ? value.map((leaf, i) => [`${name}.${i}`, leaf]) : [[name, value]]
    )
  );
}
function unflatten(flat, like) {
  return Object.fromEntries(
    Object.entries(like).map(([name, value]) => [
      name,
      isList(value) ? value.map((_, i) => flat[`${name}.${i}`]) : flat[name]
    ])
  );
}
function mapTree(tree, f) {
  return Object.fromEntries(
    Object.entries(tree).map(([name, value]) => [name, isList(value) ? value.map(f) : f(value)])
  );
}
function named(names2, values) {
  return Object.fromEntries(names2.map((name, i) => [name, values[i]]));
}
function isList(value) {
  return Array.isArray(value);
}

// packages/sk-core/src/op.ts
var callKey = /* @__PURE__ */ Symbol.for("sk-core:call");
var callOf = (attrs) => attrs[callKey];
function defineOp(spec) {
  warnOfSecondCore();
  const { kernelName } = spec;
  const opName = kernelName.replace(/^Sk/, "").replace(/^./, (first) => first.toLowerCase());
  const single = typeof spec.outputs === "function";
  const rules = single ? { y: spec.outputs } : spec.outputs;
  const names2 = Object.keys(rules);
  const toList = (out) => names2.map((name) => single ? out : out[name]);
  const fromList = (list) => single ? list[0] : named(names2, list);
  const config = (backendName, run) => ({
    kernelName,
    backendName,
    kernelFunc: ({ inputs, attrs, backend: instance }) => {
      const call = callOf(attrs);
      const ys = call.empty ? call.outputs.map((shape) => zeros(shape)) : run(unflatten(inputs, call.inputs), attrs, instance);
      return single ? ys[0] : ys;
    }
  });
  const composite = (backendName) => markProvider(
    config(
      backendName,
      (inputs, attrs) => tidy(
        () => toList(spec.composite(inputs, attrs)).map(
          distinct(Object.values(flatten(inputs)))
        )
      )
    ),
    "composite"
  );
  const { gradient } = spec;
  const saves = spec.save ?? [];
  if (gradient !== void 0 && getGradient(kernelName) === void 0) {
    const savedInputs = saves.filter((name) => !names2.includes(name));
    const savedOutputs = names2.filter((name) => saves.includes(name));
    registerGradient({
      kernelName,
      inputsToSave: SavedNames.from(savedInputs),
      outputsToSave: names2.map((name) => savedOutputs.includes(name)),
      gradFunc: (dy, kept, attrs) => {
        const { inputs, empty } = callOf(attrs);
        if (empty)
          return flatten(
            mapTree(
              inputs,
              ({ shape }) => () => zeros(shape)
            )
          );
        const dys = [dy].flat();
        const keptInputs = named(
          savedInputs,
          savedInputs.map((name) => inputs[name])
        );
        const keptNames = [...Object.keys(flatten(keptInputs)), ...savedOutputs];
        const saved = unflatten(named(keptNames, kept), {
          ...keptInputs,
          ...named(savedOutputs, savedOutputs)
        });
        const thunks = gradient(
          fromList(dys),
          saved,
          attrs,
          inputs
        );
        const own = distinct([...dys, ...kept]);
        return flatten(mapTree(thunks, (thunk) => () => own(thunk())));
      }
    });
  }
  const op = (inputs, attrs = {}) => {
    refuseClash(opName, Object.keys(inputs), names2);
    const flat = flatten(inputs);
    refuseOtherTypes(opName, flat);
    const outputs = names2.map(
      (name) => rules[name](inputs, attrs)
    );
    const empty = [...Object.values(flat).map((t2) => t2.shape), ...outputs].some((shape) => shape.includes(0));
    const call = { inputs: mapTree(inputs, ({ shape }) => ({ shape })), outputs, empty };
    backend();
    if (getKernel2(kernelName, getBackend2()) === void 0) registerKernel(composite(getBackend2()));
    const withCall = { ...attrs, [callKey]: call };
    const ys = [engine().runKernel(kernelName, flat, withCall)].flat();
    if (gradient !== void 0) recordBeforeItsOutputs(names2.filter((name) => saves.includes(name)).length);
    names2.forEach((name, i) => {
      const y = ys[i];
      if (`${y.shape}` !== `${outputs[i]}` || y.dtype !== "float32") {
        throw new ContractError(
          `${kernelName} of ${getBackend2()}: ${name} is ${y.dtype} [${y.shape}], its spec promises float32 [${outputs[i]}]`
        );
      }
    });
    return fromList(ys);
  };
  return Object.assign(op, {
    spec,
    kernel: (backendName, run) => config(
      backendName,
      (inputs, attrs, instance) => counted(
        instance,
        Object.values(flatten(inputs)),
        () => toList(run(inputs, attrs, instance))
      )
    )
  });
}
function recordBeforeItsOutputs(savedOutputs) {
  const { activeTape, gradientDepth, kernelDepth } = engine().state;
  if (gradientDepth === 0 || kernelDepth > 0 || savedOutputs === 0) return;
  const op = activeTape.splice(-1);
  activeTape.splice(-savedOutputs, 0, ...op);
}
function refuseClash(opName, inputs, outputs) {
  const clash = inputs.find((name) => outputs.includes(name));
  if (clash !== void 0) throw new ContractError(`${opName}: input and output are both called ${clash}`);
}
function refuseOtherTypes(opName, inputs) {
  for (const [name, tensor3] of Object.entries(inputs)) {
    if (!(tensor3 instanceof Tensor2)) {
      throw new ShapeError(`${opName}: ${name} is ${describe(tensor3)}, wants a tensor`);
    }
    if (tensor3.dtype !== "float32") {
      throw new ShapeError(
        `${opName}: ${name} is ${tensor3.dtype}, wants float32 (tf.cast(${name}, 'float32'))`
      );
    }
  }
}
function describe(value) {
  return value === null || value === void 0 ? String(value) : `a ${typeof value}`;
}
function distinct(taken) {
  const seen = new Set(taken);
  return (t2) => {
    if (seen.has(t2)) return clone(t2);
    seen.add(t2);
    return t2;
  };
}
function counted(instance, inputs, run) {
  const before = new Map(inputs.map(({ dataId }) => [dataId, instance.refCount(dataId)]));
  const outputs = run();
  const uses = /* @__PURE__ */ new Map();
  for (const { dataId } of outputs) uses.set(dataId, (uses.get(dataId) ?? 0) + 1);
  for (const [dataId, count] of uses) {
    const wanted = (before.get(dataId) ?? 0) + count;
    if (!before.has(dataId) && count === 1) continue;
    for (let held = instance.refCount(dataId); held < wanted; held++) instance.incRef(dataId);
  }
  const returned = new Set(before.keys());
  return outputs.map((y) => {
    const again = returned.has(y.dataId);
    returned.add(y.dataId);
    return again ? { dataId: y.dataId, shape: y.shape, dtype: y.dtype } : y;
  });
}

// packages/sk-core/src/ops/checkShape.ts
function checkShape(op, name, got, wanted) {
  if (`${got}` !== `${wanted}`) throw new ShapeError(`${op}: ${name} is [${got}], wants [${wanted}]`);
}
function checkRank(op, name, got, axes) {
  if (got.length !== axes.length) {
    throw new ShapeError(`${op}: ${name} is [${got}], wants [${axes.join(", ")}]`);
  }
}

// packages/sk-core/src/ops/patches.ts
import * as tf from "@tensorflow/tfjs-core";
function patches(x, g, attrs) {
  const { groups, strides, dilations, pads: pads2 } = attrs;
  const padded = tf.pad(x, [
    [0, 0],
    [pads2[0], pads2[1]],
    [pads2[2], pads2[3]],
    [0, 0]
  ]);
  const taps = [];
  for (let i = 0; i < g.kh; i++) {
    for (let j = 0; j < g.kw; j++) {
      const [row, column] = [i * dilations[0], j * dilations[1]];
      const end = [g.n, row + (g.oh - 1) * strides[0] + 1, column + (g.ow - 1) * strides[1] + 1, g.c];
      taps.push(tf.stridedSlice(padded, [0, row, column, 0], end, [1, strides[0], strides[1], 1]));
    }
  }
  const m = g.n * g.oh * g.ow;
  const stacked = tf.reshape(tf.stack(taps), [g.kh * g.kw, m, groups, g.cPerGroup]);
  return tf.reshape(tf.transpose(stacked, [2, 1, 0, 3]), [groups, m, g.kh * g.kw * g.cPerGroup]);
}
function scatterPatches(p, g, attrs) {
  const { groups, strides, dilations, pads: pads2 } = attrs;
  const byTap = tf.transpose(
    tf.reshape(p, [groups, g.n * g.oh * g.ow, g.kh * g.kw, g.cPerGroup]),
    [2, 1, 0, 3]
  );
  const [height, width] = [g.h + pads2[0] + pads2[1], g.w + pads2[2] + pads2[3]];
  const sum4 = tf.unstack(byTap).map((tap, t2) => {
    const [row, column] = [Math.floor(t2 / g.kw) * dilations[0], t2 % g.kw * dilations[1]];
    const spread = spreadBy(tf.reshape(tap, [g.n, g.oh, g.ow, g.c]), strides);
    const [sh, sw] = spread.shape.slice(1, 3);
    return tf.pad(spread, [
      [0, 0],
      [row, height - row - sh],
      [column, width - column - sw],
      [0, 0]
    ]);
  }).reduce((a2, b) => tf.add(a2, b));
  return tf.slice(sum4, [0, pads2[0], pads2[2], 0], [g.n, g.h, g.w, g.c]);
}
function filterMatrix(filter, g, { groups }) {
  const split2 = tf.reshape(filter, [g.kh * g.kw, g.cPerGroup, groups, g.oPerGroup]);
  return tf.reshape(tf.transpose(split2, [2, 0, 1, 3]), [groups, g.kh * g.kw * g.cPerGroup, g.oPerGroup]);
}
function toGroups(y, g, { groups }) {
  return tf.transpose(tf.reshape(y, [g.n * g.oh * g.ow, groups, g.oPerGroup]), [1, 0, 2]);
}
function fromGroups(y, g) {
  return tf.reshape(tf.transpose(y, [1, 0, 2]), [g.n, g.oh, g.ow, g.o]);
}
function spreadBy(x, [sh, sw]) {
  const [n, h, w, c] = x.shape;
  if (sh === 1 && sw === 1) return x;
  const rows = tf.pad(tf.reshape(x, [n * h, 1, w * c]), [
    [0, 0],
    [0, sh - 1],
    [0, 0]
  ]);
  const both = tf.pad(tf.reshape(rows, [n * h * sh * w, 1, c]), [
    [0, 0],
    [0, sw - 1],
    [0, 0]
  ]);
  const canvas = tf.reshape(both, [n, h * sh, w * sw, c]);
  return tf.slice(canvas, [0, 0, 0, 0], [n, (h - 1) * sh + 1, (w - 1) * sw + 1, c]);
}

// packages/sk-core/src/ops/groupedConv2d.ts
var groupedConv2d = defineOp({
  kernelName: "SkGroupedConv2D",
  outputs: ({ x, filter }, attrs) => {
    const g = convGeometry(x.shape, filter.shape, attrs);
    return [g.n, g.oh, g.ow, g.o];
  },
  composite: ({ x, filter }, attrs) => {
    const g = convGeometry(x.shape, filter.shape, attrs);
    return fromGroups(tf2.matMul(patches(x, g, attrs), filterMatrix(filter, g, attrs)), g);
  },
  save: ["x", "filter"],
  gradient: (dy, { x, filter }, attrs) => ({
    x: () => groupedConv2dBackpropInput({ dy, filter }, { ...attrs, shape: shape4D(x) }),
    filter: () => groupedConv2dBackpropFilter({ x, dy }, { ...attrs, shape: shape4D(filter) })
  })
});
var groupedConv2dBackpropInput = defineOp({
  kernelName: "SkGroupedConv2DBackpropInput",
  outputs: ({ dy, filter }, { shape, ...attrs }) => {
    const g = convGeometry(shape, filter.shape, attrs);
    checkShape("groupedConv2dBackpropInput", "dy", dy.shape, [g.n, g.oh, g.ow, g.o]);
    return [...shape];
  },
  composite: ({ dy, filter }, { shape, ...attrs }) => {
    const g = convGeometry(shape, filter.shape, attrs);
    return scatterPatches(
      tf2.matMul(toGroups(dy, g, attrs), filterMatrix(filter, g, attrs), false, true),
      g,
      attrs
    );
  },
  save: ["dy", "filter"],
  gradient: (ddx, { dy, filter }, { shape, ...attrs }) => ({
    dy: () => groupedConv2d({ x: ddx, filter }, attrs),
    filter: () => groupedConv2dBackpropFilter({ x: ddx, dy }, { ...attrs, shape: shape4D(filter) })
  })
});
var groupedConv2dBackpropFilter = defineOp({
  kernelName: "SkGroupedConv2DBackpropFilter",
  outputs: ({ x, dy }, { shape, ...attrs }) => {
    const g = convGeometry(x.shape, shape, attrs);
    checkShape("groupedConv2dBackpropFilter", "dy", dy.shape, [g.n, g.oh, g.ow, g.o]);
    return [...shape];
  },
  composite: ({ x, dy }, { shape, ...attrs }) => {
    const g = convGeometry(x.shape, shape, attrs);
    const dw = tf2.matMul(patches(x, g, attrs), toGroups(dy, g, attrs), true, false);
    const byGroup = tf2.reshape(dw, [attrs.groups, g.kh * g.kw, g.cPerGroup, g.oPerGroup]);
    return tf2.reshape(tf2.transpose(byGroup, [1, 2, 0, 3]), [...shape]);
  },
  save: ["x", "dy"],
  gradient: (ddw, { x, dy }, { shape: _, ...attrs }) => ({
    x: () => groupedConv2dBackpropInput({ dy, filter: ddw }, { ...attrs, shape: shape4D(x) }),
    dy: () => groupedConv2d({ x, filter: ddw }, attrs)
  })
});
var shape4D = ({ shape }) => shape;

// packages/sk-core/src/costs.ts
var float32 = 4;
var noCost = {
  parameters: 0,
  statistics: 0,
  multiplyAdds: 0,
  attentionScaling: 0,
  forwardBytes: 0,
  backwardBytes: 0
};
function convCost(g, { bias = false } = {}) {
  const filter = g.kh * g.kw * g.cPerGroup * g.o;
  const parameters3 = filter + (bias ? g.o : 0);
  const [x, y] = [g.n * g.h * g.w * g.c, g.n * g.oh * g.ow * g.o];
  return {
    ...noCost,
    parameters: parameters3,
    multiplyAdds: g.n * g.oh * g.ow * filter,
    forwardBytes: float32 * (x + parameters3 + y),
    // dx from dy and the filter; the filter's gradient from x and dy.
    backwardBytes: float32 * (y + filter + x + (x + y + parameters3))
  };
}
function denseCost(n, c, o, { bias = true } = {}) {
  return convCost({ n, h: 1, w: 1, c, kh: 1, kw: 1, cPerGroup: c, oPerGroup: o, oh: 1, ow: 1, o }, { bias });
}
function batchNormCost(pixels, channels2) {
  const elements = pixels * channels2;
  return {
    ...noCost,
    parameters: 2 * channels2,
    statistics: 2 * channels2,
    forwardBytes: float32 * (2 * elements + 4 * channels2),
    backwardBytes: float32 * (3 * elements + 8 * channels2)
  };
}
function attentionCost({ n, pixels, channels: channels2, branches }) {
  const branch = n * pixels * channels2;
  const attention = n * branches * channels2;
  return {
    ...noCost,
    attentionScaling: branches * branch,
    // fuse reads all branches; softmax reads and writes; select reads all branches and writes one.
    forwardBytes: float32 * (branches * branch + n * channels2 + 2 * attention + (branches + 1) * branch + attention),
    // select: reads dV, branches and attention, writes one gradient a branch and the attention's; softmax; fuse.
    backwardBytes: float32 * ((1 + 2 * branches) * branch + 2 * attention + 3 * attention + n * channels2 + branches * branch)
  };
}
function selectionWidth(channels2, reduction, minWidth) {
  return Math.max(Math.floor(channels2 / reduction), minWidth);
}
function exciteCost(n, pixels, channels2) {
  const map = n * pixels * channels2;
  return {
    ...noCost,
    attentionScaling: map,
    forwardBytes: float32 * (3 * map + 2 * n * channels2),
    backwardBytes: float32 * (4 * map + 3 * n * channels2)
  };
}
function movingCost(forwardValues, backwardValues) {
  return { ...noCost, forwardBytes: float32 * forwardValues, backwardBytes: float32 * backwardValues };
}

// packages/sk-core/src/plugins.ts
import { getBackend as getBackend3 } from "@tensorflow/tfjs-core";
var key2 = /* @__PURE__ */ Symbol.for("sk-core:plugins");
var holder2 = globalThis;
holder2[key2] ??= /* @__PURE__ */ new Map();
var plugins = holder2[key2];
function pluginOf(backendName = getBackend3()) {
  return plugins.get(backendName);
}

// packages/sk-core/src/moveAverages.ts
import * as tf3 from "@tensorflow/tfjs-core";
function moveAverages(averages) {
  for (const { running, value } of averages) {
    if (`${running.shape}` !== `${value.shape}`) {
      throw new ShapeError(`moveAverages: value is [${value.shape}], ${running.name} is [${running.shape}]`);
    }
  }
  const plugin = pluginOf();
  if (plugin?.moveAverages === void 0) averages.forEach(moveComposite);
  else plugin.moveAverages(averages);
}
function moveComposite({ running, value, momentum, scale }) {
  tf3.tidy(() => {
    const assign = tf3.customGrad((batch) => {
      const next = tf3.add(tf3.mul(running, momentum), tf3.mul(batch, (1 - momentum) * scale));
      running.assign(next);
      return { value: next, gradFunc: () => tf3.zerosLike(batch) };
    });
    assign(value);
  });
}

// packages/sk-core/src/ops/batchNormTraining.ts
import * as tf4 from "@tensorflow/tfjs-core";
var batchNormTraining = defineOp({
  kernelName: "SkBatchNormTraining",
  outputs: {
    y: ({ x, gamma, beta }) => {
      const c = channels("batchNormTraining", x);
      checkShape("batchNormTraining", "gamma", gamma.shape, c);
      checkShape("batchNormTraining", "beta", beta.shape, c);
      return x.shape;
    },
    mean: ({ x }) => x.shape.slice(-1),
    variance: ({ x }) => x.shape.slice(-1)
  },
  composite: ({ x, gamma, beta }, { epsilon: epsilon3, relu: relu5 }) => {
    const { mean: mean3, variance } = tf4.moments(x, allButLast(x));
    const y = tf4.add(tf4.mul(normalise(x, mean3, variance, epsilon3), gamma), beta);
    return { y: relu5 ? tf4.relu(y) : y, mean: mean3, variance };
  },
  // beta, not y: the sign under the ReLU can be computed again, and y need not stay in memory.
  save: ["x", "gamma", "beta", "mean", "variance"],
  gradient: ({ y: dy, mean: dmean, variance: dvariance }, saved, attrs) => {
    const { dx, dgamma, dbeta } = batchNormTrainingBackprop({ dy, dmean, dvariance, ...saved }, attrs);
    return { x: () => dx, gamma: () => dgamma, beta: () => dbeta };
  }
});
var batchNormTrainingBackprop = defineOp({
  kernelName: "SkBatchNormTrainingBackprop",
  outputs: {
    dx: ({ x, dy, ...ofChannels }) => {
      checkShape("batchNormTrainingBackprop", "dy", dy.shape, x.shape);
      const c = channels("batchNormTrainingBackprop", x);
      for (const [name, { shape }] of Object.entries(ofChannels)) {
        checkShape("batchNormTrainingBackprop", name, shape, c);
      }
      return x.shape;
    },
    dgamma: ({ gamma }) => gamma.shape,
    dbeta: ({ beta }) => beta.shape
  },
  composite: ({ x, gamma, beta, mean: mean3, variance, dy, dmean, dvariance }, attrs) => {
    const axes = allButLast(x);
    const n = x.size / gamma.size;
    const xhat = normalise(x, mean3, variance, attrs.epsilon);
    const g = rectified(dy, xhat, gamma, beta, attrs);
    const dbeta = tf4.sum(g, axes);
    const dgamma = tf4.sum(tf4.mul(g, xhat), axes);
    const centred2 = tf4.sub(tf4.sub(g, tf4.div(dbeta, n)), tf4.mul(xhat, tf4.div(dgamma, n)));
    const throughY = tf4.mul(centred2, tf4.mul(gamma, tf4.rsqrt(tf4.add(variance, attrs.epsilon))));
    const throughMoments = tf4.add(tf4.div(dmean, n), tf4.mul(tf4.sub(x, mean3), tf4.mul(dvariance, 2 / n)));
    return { dx: tf4.add(throughY, throughMoments), dgamma, dbeta };
  },
  save: ["x", "gamma", "beta", "mean", "variance", "dy", "dvariance"],
  gradient: ({ dx: a2, dgamma: b, dbeta: c }, saved, attrs, { x: { shape } }) => {
    const flat = (t2) => tf4.reshape(t2, [-1, ...shape.slice(-1)]);
    const rows = { ...saved, x: flat(saved.x), dy: flat(saved.dy) };
    const { x, dy, ...ofChannels } = secondGradient(flat(a2), b, c, rows, attrs);
    return { ...ofChannels, x: () => tf4.reshape(x(), shape), dy: () => tf4.reshape(dy(), shape) };
  }
});
function secondGradient(a2, b, c, saved, attrs) {
  const { x, gamma, beta, mean: mean3, variance, dy, dvariance } = saved;
  const axes = allButLast(x);
  const n = x.size / gamma.size;
  const r = tf4.rsqrt(tf4.add(variance, attrs.epsilon));
  const xhat = normalise(x, mean3, variance, attrs.epsilon);
  const g = rectified(dy, xhat, gamma, beta, attrs);
  const [A, X, S, P, Q] = [a2, tf4.mul(a2, xhat), tf4.mul(a2, g), tf4.mul(g, xhat), g].map(
    (t2) => tf4.sum(t2, axes)
  );
  const k = tf4.mul(gamma, r);
  const kX = tf4.div(tf4.mul(k, X), n);
  const ofGradient = tf4.add(tf4.add(tf4.mul(k, tf4.sub(a2, tf4.div(A, n))), tf4.mul(xhat, tf4.sub(b, kX))), c);
  const ofXhat = tf4.add(tf4.mul(a2, tf4.neg(tf4.div(tf4.mul(k, P), n))), tf4.mul(g, tf4.sub(b, kX)));
  const ofX = tf4.add(tf4.mul(ofXhat, r), tf4.mul(a2, tf4.mul(dvariance, 2 / n)));
  const ofK = tf4.sub(S, tf4.div(tf4.add(tf4.mul(A, Q), tf4.mul(X, P)), n));
  const ofR = tf4.add(tf4.mul(gamma, ofK), tf4.div(tf4.mul(P, tf4.sub(b, tf4.mul(kX, 2))), r));
  return {
    x: () => ofX,
    gamma: () => tf4.mul(r, ofK),
    beta: () => tf4.zerosLike(beta),
    mean: () => tf4.neg(tf4.sum(ofX, axes)),
    variance: () => tf4.mul(ofR, tf4.mul(tf4.pow(r, 3), -0.5)),
    dy: () => rectified(ofGradient, xhat, gamma, beta, attrs),
    dmean: () => tf4.div(A, n),
    dvariance: () => tf4.div(tf4.mul(X, 2 / n), r)
  };
}
function channels(op, { shape }) {
  if (shape.length < 2) throw new ShapeError(`${op}: x is [${shape}], wants [..., channels]`);
  return shape.slice(-1);
}
var allButLast = ({ shape }) => shape.slice(0, -1).map((_, axis) => axis);
function normalise(x, mean3, variance, epsilon3) {
  return tf4.mul(tf4.sub(x, mean3), tf4.rsqrt(tf4.add(variance, epsilon3)));
}
function rectified(dy, xhat, gamma, beta, { relu: relu5 }) {
  return relu5 ? tf4.mul(dy, tf4.step(tf4.add(tf4.mul(xhat, gamma), beta))) : dy;
}

// packages/sk-core/src/ops/branchSoftmax.ts
import * as tf5 from "@tensorflow/tfjs-core";
var branchSoftmax = defineOp({
  kernelName: "SkBranchSoftmax",
  outputs: ({ logits: { shape } }) => {
    checkRank("branchSoftmax", "logits", shape, ["batch", "branches", "channels"]);
    return shape;
  },
  composite: ({ logits }) => {
    const e = tf5.exp(tf5.sub(logits, tf5.max(logits, 1, true)));
    return tf5.div(e, tf5.sum(e, 1, true));
  },
  save: ["y"],
  gradient: (dy, { y }) => ({ logits: () => branchSoftmaxBackprop({ attention: y, dy }) })
});
var branchSoftmaxBackprop = defineOp({
  kernelName: "SkBranchSoftmaxBackprop",
  outputs: ({ attention: { shape }, dy }) => {
    checkRank("branchSoftmaxBackprop", "attention", shape, ["batch", "branches", "channels"]);
    checkShape("branchSoftmaxBackprop", "dy", dy.shape, shape);
    return shape;
  },
  composite: ({ attention, dy }) => centred(attention, dy),
  save: ["attention", "dy"],
  gradient: (d, { attention, dy }) => ({
    attention: () => tf5.sub(
      tf5.mul(d, tf5.sub(dy, tf5.sum(tf5.mul(dy, attention), 1, true))),
      tf5.mul(dy, tf5.sum(tf5.mul(d, attention), 1, true))
    ),
    dy: () => centred(attention, d)
  })
});
function centred(attention, dy) {
  return tf5.mul(attention, tf5.sub(dy, tf5.sum(tf5.mul(dy, attention), 1, true)));
}

// packages/sk-core/src/ops/channelShuffle.ts
import * as tf6 from "@tensorflow/tfjs-core";
var channelShuffle = defineOp({
  kernelName: "SkChannelShuffle",
  outputs: ({ x: { shape } }, { groups }) => {
    checkRank("channelShuffle", "x", shape, ["N", "H", "W", "C"]);
    const c = shape[3];
    if (!Number.isInteger(groups) || groups < 1 || c % groups !== 0) {
      throw new ShapeError(`channelShuffle: groups is ${groups}, wants a divisor of ${c} channels`);
    }
    return shape;
  },
  composite: ({ x }, { groups }) => {
    const c = x.shape[3];
    const split2 = tf6.reshape(x, [x.size / c, groups, c / groups]);
    return tf6.reshape(tf6.transpose(split2, [0, 2, 1]), x.shape);
  },
  gradient: (dy, _saved, { groups }, { x }) => ({
    x: () => channelShuffle({ x: dy }, { groups: x.shape[3] / groups })
  })
});

// packages/sk-core/src/ops/fuse.ts
import * as tf7 from "@tensorflow/tfjs-core";

// packages/sk-core/src/ops/branches.ts
function branchShape(op, branches) {
  const shapes = branches.map(({ shape }) => `[${shape}]`);
  const first = branches[0];
  if (first === void 0) throw new ShapeError(`${op}: got no branch, wants at least one`);
  if (first.shape.length !== 4 || new Set(shapes).size > 1) {
    throw new ShapeError(`${op}: branches are ${shapes.join(" ")}, want one shape [N, H, W, C]`);
  }
  return first.shape;
}

// packages/sk-core/src/ops/fuse.ts
var fuse = defineOp({
  kernelName: "SkFuse",
  outputs: ({ branches }) => {
    const [n, , , c] = branchShape("fuse", branches);
    return [n, c];
  },
  composite: ({ branches }) => branches.map((u) => tf7.mean(u, [1, 2])).reduce((a2, b) => tf7.add(a2, b)),
  gradient: (dy, _saved, _attrs, { branches }) => {
    const du = fuseBackprop({ dy }, { shape: branchShape("fuse", branches) });
    return { branches: branches.map(() => () => du) };
  }
});
var fuseBackprop = defineOp({
  kernelName: "SkFuseBackprop",
  outputs: ({ dy }, { shape }) => {
    checkRank("fuseBackprop", "shape", shape, ["N", "H", "W", "C"]);
    checkShape("fuseBackprop", "dy", dy.shape, [shape[0], shape[3]]);
    return [...shape];
  },
  composite: ({ dy }, { shape: [n, h, w, c] }) => tf7.broadcastTo(tf7.reshape(tf7.div(dy, h * w), [n, 1, 1, c]), [n, h, w, c]),
  gradient: (ddu) => ({ dy: () => tf7.mean(ddu, [1, 2]) })
});

// packages/sk-core/src/ops/select.ts
import * as tf8 from "@tensorflow/tfjs-core";
var select = defineOp({
  kernelName: "SkSelect",
  outputs: ({ branches, attention }) => {
    const shape = branchShape("select", branches);
    const [n, , , c] = shape;
    checkShape("select", "attention", attention.shape, [n, branches.length, c]);
    return shape;
  },
  composite: ({ branches, attention }) => branches.map((u, m) => tf8.mul(u, weight(attention, m))).reduce((a2, b) => tf8.add(a2, b)),
  save: ["branches", "attention"],
  gradient: (dy, { branches, attention }) => ({
    branches: branches.map((_, branch) => () => selectBackpropBranch({ dy, attention }, { branch })),
    attention: () => selectBackpropAttention({ branches, dy })
  })
});
var selectBackpropBranch = defineOp({
  kernelName: "SkSelectBackpropBranch",
  outputs: ({ dy, attention }, { branch }) => {
    checkRank("selectBackpropBranch", "dy", dy.shape, ["N", "H", "W", "C"]);
    const [n, , , c] = dy.shape;
    const m = attention.shape[1] ?? 0;
    checkShape("selectBackpropBranch", "attention", attention.shape, [n, m, c]);
    if (!Number.isInteger(branch) || branch < 0 || branch >= m) {
      throw new ShapeError(`selectBackpropBranch: branch is ${branch}, wants 0 to ${m - 1}`);
    }
    return dy.shape;
  },
  composite: ({ dy, attention }, { branch }) => tf8.mul(dy, weight(attention, branch)),
  save: ["dy", "attention"],
  gradient: (ddu, { dy, attention }, { branch }) => ({
    dy: () => selectBackpropBranch({ dy: ddu, attention }, { branch }),
    attention: () => {
      const [, m] = attention.shape;
      const row = tf8.expandDims(tf8.sum(tf8.mul(ddu, dy), [1, 2]), 1);
      return tf8.pad(row, [
        [0, 0],
        [branch, m - 1 - branch],
        [0, 0]
      ]);
    }
  })
});
var selectBackpropAttention = defineOp({
  kernelName: "SkSelectBackpropAttention",
  outputs: ({ branches, dy }) => {
    const shape = branchShape("selectBackpropAttention", branches);
    checkShape("selectBackpropAttention", "dy", dy.shape, shape);
    return [shape[0], branches.length, shape[3]];
  },
  composite: ({ branches, dy }) => tf8.stack(
    branches.map((u) => tf8.sum(tf8.mul(dy, u), [1, 2])),
    1
  ),
  save: ["branches", "dy"],
  gradient: (da, { branches, dy }) => ({
    branches: branches.map((_, branch) => () => selectBackpropBranch({ dy, attention: da }, { branch })),
    dy: () => select({ branches, attention: da })
  })
});
function weight(attention, m) {
  const [n, , c] = attention.shape;
  return tf8.reshape(tf8.slice(attention, [0, m, 0], [n, 1, c]), [n, 1, 1, c]);
}

// packages/sk-models/src/layers/batchNorm.ts
import * as tf9 from "@tensorflow/tfjs-core";
var batchNormDefaults = { momentum: 0.95, epsilon: 1e-5 };
function batchNormSpecs(prefix, channels2) {
  const spec = (name, init, trainable) => ({
    name: `${prefix}${name}`,
    shape: [channels2],
    init,
    trainable
  });
  return [
    spec("gamma", "ones", true),
    spec("beta", "zeros", true),
    spec("moving_mean", "zeros", false),
    spec("moving_variance", "ones", false)
  ];
}
function batchNormWeights(prefix, find) {
  return {
    gamma: find(`${prefix}gamma`),
    beta: find(`${prefix}beta`),
    movingMean: find(`${prefix}moving_mean`),
    movingVariance: find(`${prefix}moving_variance`)
  };
}
function batchNormPart(name, [n, ...outputShape]) {
  const channels2 = outputShape.at(-1);
  const pixels = outputShape.slice(0, -1).reduce((product2, size) => product2 * size, n);
  return { name, kind: "batchNorm", outputShape, cost: batchNormCost(pixels, channels2) };
}
function batchNorm2(x, weights, mode) {
  const { training, momentum, epsilon: epsilon3, relu: relu5 } = mode;
  const [gamma, beta] = [weights.gamma.read(), weights.beta.read()];
  if (!training) {
    const [mean4, variance2] = [weights.movingMean.read(), weights.movingVariance.read()];
    const y2 = tf9.batchNorm(
      x,
      mean4,
      variance2,
      beta,
      gamma,
      epsilon3
    );
    return relu5 ? tf9.relu(y2) : y2;
  }
  const { y, mean: mean3, variance } = batchNormTraining({ x, gamma, beta }, { epsilon: epsilon3, relu: relu5 });
  const count = x.size / gamma.size;
  moveAverages([
    { running: variableOf(weights.movingMean), value: mean3, momentum, scale: 1 },
    {
      running: variableOf(weights.movingVariance),
      value: variance,
      momentum,
      scale: count / Math.max(1, count - 1)
    }
  ]);
  return y;
}
var isFrozen = (layer, { gamma }) => !layer.trainable || !gamma.trainable;
var variableOf = (weight2) => weight2.read();

// packages/sk-models/src/layers/layerConfigError.ts
var LayerConfigError = class extends Error {
  name = "LayerConfigError";
  /** @param what Layer and field, as in 'SkConv2D: branches[1].dilation'. */
  constructor(what, wanted, got) {
    super(`${what}: wants ${wanted}, got ${show(got)}`);
  }
};
var show = (value) => value === void 0 ? "nothing" : JSON.stringify(value);

// packages/sk-models/src/layers/check.ts
function whole(what, value, least) {
  if (Number.isSafeInteger(value) && value >= least) return value;
  throw new LayerConfigError(what, `a whole number from ${least}`, value);
}
function fraction(what, value) {
  if (typeof value === "number" && value >= 0 && value <= 1) return value;
  throw new LayerConfigError(what, "a number from 0 to 1", value);
}
function positive(what, value) {
  if (typeof value === "number" && value > 0 && Number.isFinite(value)) return value;
  throw new LayerConfigError(what, "a number above 0", value);
}
function flag(what, value) {
  if (typeof value === "boolean") return value;
  throw new LayerConfigError(what, "true or false", value);
}
function oneOf(what, value, choices) {
  if (choices.includes(value)) return value;
  throw new LayerConfigError(what, choices.map((choice) => `'${choice}'`).join(" or "), value);
}
function pair2(what, value, least) {
  if (!Array.isArray(value)) return [whole(what, value, least), whole(what, value, least)];
  if (value.length !== 2) throw new LayerConfigError(what, "a number or [vertical, horizontal]", value);
  return [whole(what, value[0], least), whole(what, value[1], least)];
}
function sides(what, value) {
  const four = Array.isArray(value) ? value : [value, value, value, value];
  if (four.length !== 4) throw new LayerConfigError(what, "a number or [top, bottom, left, right]", value);
  return four.map((side) => whole(what, side, 0));
}
function padding(what, value, words) {
  if (words.includes(value)) return value;
  if (typeof value === "number" || Array.isArray(value)) return sides(what, value);
  const named3 = words.map((word) => `'${word}'`).join(", ");
  throw new LayerConfigError(what, `${named3}, a number or [top, bottom, left, right]`, value);
}
var paddingConfig = (value) => typeof value === "string" ? value : [...value];

// packages/sk-models/src/layers/skBranch.ts
var branchActivations = ["relu", "linear"];
function readBranches(args, filters, field) {
  if (!Array.isArray(args) || args.length === 0) {
    throw new LayerConfigError(field("branches"), "a list of at least one { kernelSize, ... }", args);
  }
  return args.map(
    (branch, m) => readBranch(branch ?? {}, filters, (name) => field(`branches[${m}].${name}`))
  );
}
function readBranch(args, filters, field) {
  const kernelSize = whole(field("kernelSize"), args.kernelSize, 1);
  const dilation = whole(field("dilation"), args.dilation ?? 1, 1);
  const groups = whole(field("groups"), args.groups ?? 1, 1);
  const activation = oneOf(field("activation"), args.activation ?? "relu", branchActivations);
  if ((kernelSize - 1) * dilation % 2 !== 0) {
    throw new LayerConfigError(
      field("kernelSize"),
      "an odd extent, so that all branches line up",
      kernelSize
    );
  }
  if (filters % groups !== 0)
    throw new LayerConfigError(field("groups"), `a divisor of ${filters} filters`, groups);
  return { kernelSize, dilation, groups, activation };
}
function branchAttrs(branch, strides, shift = noShift) {
  const { groups, dilation } = branch;
  const [top, bottom, left, right] = shift;
  const pad4 = reach(branch);
  return {
    ...{ groups, strides, dilations: [dilation, dilation] },
    pads: [pad4 + top, pad4 + bottom, pad4 + left, pad4 + right]
  };
}
function branchGeometry(branch, x, filters, strides, shift = noShift) {
  const filter = branchFilter(branch, x.at(-1), filters);
  return convGeometry(x, filter, branchAttrs(branch, strides, shift));
}
var noShift = [0, 0, 0, 0];
function paddingShift({ branches, strides, padding: padding2 }, x) {
  if (padding2 === "symmetric") return noShift;
  const first = branches[0];
  const { kernelSize, dilation: dilations } = first;
  const { pads: pads2 } = convAttrs({ strides, dilations, pad: padding2 }, x, [kernelSize, kernelSize]);
  const [top, bottom, left, right] = pads2;
  const pad4 = reach(first);
  return [top - pad4, bottom - pad4, left - pad4, right - pad4];
}
function checkPadding({ branches, padding: padding2 }, field) {
  if (padding2 === "symmetric") return;
  const smaller = reach(branches[0]) - Math.min(...branches.map(reach));
  const least = typeof padding2 === "string" ? 0 : Math.min(...padding2);
  if (least >= smaller) return;
  throw new LayerConfigError(
    field("padding"),
    `'symmetric', or ${smaller} pixels on every side for a branch that is so much smaller than the first`,
    padding2
  );
}
var reach = ({ kernelSize, dilation }) => (kernelSize - 1) * dilation / 2;
var branchFilter = ({ kernelSize, groups }, channels2, filters) => [kernelSize, kernelSize, channels2 / groups, filters];

// packages/sk-models/src/layers/skGroupedConv2D.ts
import * as tf10 from "@tensorflow/tfjs-core";
import { serialization as registry } from "@tensorflow/tfjs-core";
import { InputSpec } from "@tensorflow/tfjs-layers";

// packages/sk-models/src/layers/skLayer.ts
import { layers } from "@tensorflow/tfjs-layers";

// packages/sk-models/src/layers/weightInit.ts
import { tensor } from "@tensorflow/tfjs-core";
import { initializers } from "@tensorflow/tfjs-layers";

// packages/sk-models/src/layers/normalNumbers.ts
var layerCount = 256;
var [tail, area] = [3.654152885361009, 0.00492867323399];
var density = (x) => Math.exp(-x * x / 2);
var edges = new Float64Array(layerCount + 1);
edges[0] = area / density(tail);
edges[1] = tail;
for (let i = 2; i < layerCount; i += 1) {
  const before = edges[i - 1];
  edges[i] = Math.sqrt(-2 * Math.log(area / before + density(before)));
}
function normalNumbers(count, stddev, seed) {
  const random = new Random(seed);
  const values = new Float32Array(count);
  for (let i = 0; i < count; i += 1) values[i] = stddev * standardNormal(random);
  return values;
}
function standardNormal(random) {
  for (; ; ) {
    const bits = random.bits();
    const layer = bits & layerCount - 1;
    const x = (bits >> 8) / 2 ** 23 * edges[layer];
    if (Math.abs(x) < edges[layer + 1]) return x;
    if (layer === 0) return x < 0 ? -beyondTail(random) : beyondTail(random);
    const [low, high] = [density(edges[layer]), density(edges[layer + 1])];
    if (low + random.unit() * (high - low) < density(x)) return x;
  }
}
function beyondTail(random) {
  for (; ; ) {
    const x = -Math.log(random.unit()) / tail;
    if (-2 * Math.log(random.unit()) > x * x) return tail + x;
  }
}
var Random = class {
  #a;
  #b = 2654435769 | 0;
  #c = 608135816;
  #counter = 1;
  constructor(seed) {
    this.#a = seed | 0;
    for (let i = 0; i < 15; i += 1) this.bits();
  }
  /** 32 random bits, as a signed number. */
  bits() {
    const sum4 = (this.#a + this.#b | 0) + this.#counter | 0;
    this.#counter = this.#counter + 1 | 0;
    this.#a = this.#b ^ this.#b >>> 9;
    this.#b = this.#c + (this.#c << 3) | 0;
    this.#c = (this.#c << 21 | this.#c >>> 11) + sum4 | 0;
    return sum4;
  }
  /** Above 0, up to 1. */
  unit() {
    return ((this.bits() >>> 0) + 1) / 2 ** 32;
  }
};

// packages/sk-models/src/layers/weightInit.ts
var weightInits = ["msra", "gaussian", "zeros", "ones"];
var gaussianStddev = 0.01;
function weightInitializer(init, shape, seed) {
  if (init === "zeros") return initializers.zeros();
  if (init === "ones") return initializers.ones();
  const fanIn = shape.slice(0, -1).reduce((product2, size) => product2 * size, 1);
  const stddev = init === "msra" ? Math.sqrt(2 / fanIn) : gaussianStddev;
  return normalInitializer(stddev, seed);
}
function normalInitializer(stddev, seed) {
  const initializer = initializers.randomNormal({ mean: 0, stddev, ...seed === void 0 ? {} : { seed } });
  initializer.apply = (shape) => {
    const count = shape.reduce((product2, size) => product2 * size, 1);
    return tensor(normalNumbers(count, stddev, seed ?? Math.random() * 2 ** 32), shape);
  };
  return initializer;
}
function weightSeed(seed, weightName) {
  let hash = 2166136261;
  for (const character of `${seed}:${weightName}`) {
    hash = Math.imul(hash ^ character.codePointAt(0), 16777619);
  }
  return hash >>> 0 || 1;
}

// packages/sk-models/src/layers/weightless.ts
var depth = 0;
var isWeightless = () => depth > 0;

// packages/sk-models/src/layers/skLayer.ts
var SkLayer = class extends layers.Layer {
  seed;
  zeroWeights;
  variables = /* @__PURE__ */ new Map();
  constructor(args) {
    super(args);
    this.zeroWeights = args.zeroWeights === true;
    this.seed = args.seed == null ? void 0 : whole(this.field("seed"), args.seed, 0);
  }
  build(inputShape) {
    const specs = this.weightSpecs(oneShape(inputShape));
    for (const { name, shape, init, trainable } of isWeightless() ? [] : specs) {
      const seed = this.seed === void 0 ? void 0 : weightSeed(this.seed, `${this.name}/${name}`);
      const initializer = weightInitializer(this.zeroWeights ? "zeros" : init, shape, seed);
      this.variables.set(
        name,
        this.addWeight(name, [...shape], "float32", initializer, void 0, trainable)
      );
    }
    super.build(inputShape);
  }
  getConfig() {
    return { ...super.getConfig(), ...this.seed === void 0 ? {} : { seed: this.seed } };
  }
  variable(name) {
    const variable = this.variables.get(name);
    if (variable !== void 0) return variable;
    throw new LayerConfigError(
      `${this.name}/${name}`,
      "a weight to compute with",
      "a model that was only described"
    );
  }
  read(name) {
    return this.variable(name).read();
  }
  /** Names a field of the configuration in error messages. */
  field(name) {
    return `${this.getClassName()} '${this.name}': ${name}`;
  }
};
function oneTensor(inputs) {
  return Array.isArray(inputs) ? inputs[0] : inputs;
}
function oneShape(shape) {
  return Array.isArray(shape[0]) ? shape[0] : shape;
}
var isTraining = (kwargs) => kwargs?.training === true;

// packages/sk-models/src/layers/skGroupedConv2D.ts
var SkGroupedConv2D = class extends SkLayer {
  static className = "SkGroupedConv2D";
  filters;
  kernelSize;
  groups;
  strides;
  dilationRate;
  padding;
  useBias;
  kernelInitializer;
  constructor(args) {
    super(args);
    this.filters = whole(this.field("filters"), args.filters, 1);
    this.kernelSize = pair2(this.field("kernelSize"), args.kernelSize, 1);
    this.groups = whole(this.field("groups"), args.groups ?? 1, 1);
    this.strides = pair2(this.field("strides"), args.strides ?? 1, 1);
    this.dilationRate = pair2(this.field("dilationRate"), args.dilationRate ?? 1, 1);
    this.padding = padding(this.field("padding"), args.padding ?? "valid", ["same", "valid"]);
    this.useBias = flag(this.field("useBias"), args.useBias ?? true);
    this.kernelInitializer = oneOf(
      this.field("kernelInitializer"),
      args.kernelInitializer ?? "msra",
      weightInits
    );
    if (this.filters % this.groups !== 0) {
      throw new LayerConfigError(this.field("filters"), `a multiple of ${this.groups} groups`, this.filters);
    }
    this.inputSpec = [new InputSpec({ ndim: 4 })];
  }
  weightSpecs(input8) {
    const kernel = {
      name: "kernel",
      shape: this.filterShape(input8),
      init: this.kernelInitializer,
      trainable: true
    };
    const bias = { name: "bias", shape: [this.filters], init: "zeros", trainable: true };
    return this.useBias ? [kernel, bias] : [kernel];
  }
  parts(input8) {
    const [attrs, geometry] = this.geometry(input8);
    return [convPart(this.name, geometry, attrs, this.useBias)];
  }
  computeOutputShape(inputShape) {
    const [n, h, w, c] = oneShape(inputShape);
    if (h === null || w === null) return [n, null, null, this.filters];
    const [, { oh, ow, o }] = this.geometry([1, h, w, c]);
    return [n, oh, ow, o];
  }
  call(inputs) {
    return tf10.tidy(() => {
      const [x, filter] = [oneTensor(inputs), this.read("kernel")];
      const y = groupedConv2d({ x, filter }, this.attrs(x.shape, filter.shape));
      return this.useBias ? tf10.add(y, this.read("bias")) : y;
    });
  }
  getConfig() {
    const { filters, kernelSize, groups, strides, dilationRate, useBias, kernelInitializer } = this;
    return {
      ...super.getConfig(),
      ...{ filters, groups, useBias, kernelInitializer },
      kernelSize: [...kernelSize],
      strides: [...strides],
      dilationRate: [...dilationRate],
      padding: paddingConfig(this.padding)
    };
  }
  filterShape(input8) {
    const channels2 = input8.at(-1);
    if (channels2 % this.groups !== 0) {
      throw new LayerConfigError(
        this.field("groups"),
        `a divisor of ${channels2} input channels`,
        this.groups
      );
    }
    return [...this.kernelSize, channels2 / this.groups, this.filters];
  }
  attrs(x, filter) {
    const { groups, strides, dilationRate, padding: padding2 } = this;
    return convAttrs({ groups, strides, dilations: dilationRate, pad: padding2 }, x, filter);
  }
  geometry(x) {
    const filter = this.filterShape(x);
    const attrs = this.attrs(x, filter);
    return [attrs, convGeometry(x, filter, attrs)];
  }
};
function convPart(name, geometry, { groups, strides, dilations, pads: pads2 }, bias) {
  const { kh, kw, oh, ow, o } = geometry;
  return {
    name,
    kind: "convolution",
    outputShape: [oh, ow, o],
    window: { kernel: [kh, kw], strides, dilations, pads: pads2, groups },
    cost: convCost(geometry, { bias })
  };
}
registry.registerClass(SkGroupedConv2D);

// packages/sk-models/src/layers/skConvParts.ts
function skConvParts(layer, x, shift) {
  const { name, filters, branches, strides } = layer;
  const n = x[0];
  const padded = paddingShift(layer, x);
  const paths = branches.flatMap((branch) => {
    const geometry = branchGeometry(branch, x, filters, strides, padded);
    const path = `${name}/${branchName(branch)}`;
    const conv2 = convPart(path, geometry, branchAttrs(branch, strides, padded), shift === "bias");
    return shift === "bias" ? [conv2] : [conv2, batchNormPart(`${path}/bn`, [n, ...conv2.outputShape])];
  });
  const output = paths[0]?.outputShape;
  if (layer.attention) return [...paths, ...attentionParts(layer, n, output, shift)];
  const read2 = branches.length * output.reduce((product2, size) => product2 * size, n);
  const cost = movingCost(read2 + read2 / branches.length, 0);
  return [...paths, { name: `${name}/sum`, kind: "other", outputShape: output, cost }];
}
function attentionParts({ name, filters, branches, width }, n, output, shift) {
  const outputs = branches.length * filters;
  const fc = (part, c, o, bias) => ({
    name: `${name}/${part}`,
    kind: "dense",
    outputShape: [o],
    cost: denseCost(n, c, o, { bias })
  });
  const pixels = output.slice(0, -1).reduce((product2, size) => product2 * size, 1);
  return [
    fc("B_fc1", filters, width, shift === "bias"),
    ...shift === "bias" ? [] : [batchNormPart(`${name}/B_fc1/bn`, [n, width])],
    fc("B_fc2", width, outputs, false),
    {
      name: `${name}/select`,
      kind: "scale",
      outputShape: output,
      cost: attentionCost({ n, pixels, channels: filters, branches: branches.length })
    }
  ];
}
function branchName({ kernelSize, groups, dilation }) {
  return `${kernelSize}x${kernelSize}g${groups}${dilation > 1 ? `d${dilation}` : ""}`;
}

// packages/sk-models/src/layers/skConv2D.ts
var SkConv2D = class extends SkLayer {
  static className = "SkConv2D";
  filters;
  branches;
  reduction;
  minWidth;
  attention;
  strides;
  padding;
  splitInput;
  returnAttention;
  momentum;
  epsilon;
  constructor(args) {
    super(args);
    const field = (name) => this.field(name);
    this.filters = whole(field("filters"), args.filters, 1);
    this.branches = readBranches(args.branches, this.filters, field);
    this.reduction = whole(field("reduction"), args.reduction ?? 16, 1);
    this.minWidth = whole(field("minWidth"), args.minWidth ?? 32, 1);
    this.attention = flag(field("attention"), args.attention ?? true);
    this.strides = pair2(field("strides"), args.strides ?? 1, 1);
    const paddings = ["symmetric", "same", "valid"];
    this.padding = padding(field("padding"), args.padding ?? "symmetric", paddings);
    checkPadding(this, field);
    this.splitInput = flag(field("splitInput"), args.splitInput ?? false);
    this.returnAttention = flag(field("returnAttention"), args.returnAttention ?? false);
    this.momentum = fraction(field("momentum"), args.momentum ?? batchNormDefaults.momentum);
    this.epsilon = positive(field("epsilon"), args.epsilon ?? batchNormDefaults.epsilon);
    if (this.returnAttention && !this.attention) {
      throw new LayerConfigError(field("returnAttention"), "attention: true with it", args.returnAttention);
    }
    this.inputSpec = [new InputSpec2({ ndim: 4 })];
  }
  /** d of equation (4). */
  get width() {
    return selectionWidth(this.filters, this.reduction, this.minWidth);
  }
  weightSpecs(input8) {
    const { filters, branches, width } = this;
    const channels2 = this.branchChannels(input8);
    const fc = (name, shape) => ({
      name,
      shape,
      init: "gaussian",
      trainable: true
    });
    return [
      ...branches.flatMap((branch, m) => [
        {
          name: `branch${m}/kernel`,
          shape: branchFilter(branch, channels2, filters),
          init: "msra",
          trainable: true
        },
        ...this.shiftSpecs(`branch${m}/`, filters)
      ]),
      ...this.attention ? [
        fc("fc1/kernel", [filters, width]),
        ...this.shiftSpecs("fc1/", width),
        fc("fc2/kernel", [width, branches.length * filters])
      ] : []
    ];
  }
  parts(input8) {
    return skConvParts(this, this.branchInput(input8), "batchNorm");
  }
  computeOutputShape(inputShape) {
    const { filters, branches, strides } = this;
    const input8 = oneShape(inputShape);
    const [n, h, w] = input8;
    const x = [1, h ?? 0, w ?? 0, this.branchChannels(input8)];
    const known = h !== null && w !== null;
    const shift = paddingShift(this, x);
    const sizes2 = known ? branches.map((branch) => branchGeometry(branch, x, filters, strides, shift)) : [];
    const v = [n, sizes2[0]?.oh ?? null, sizes2[0]?.ow ?? null, filters];
    return this.returnAttention ? [v, [n, branches.length, filters]] : v;
  }
  call(inputs, kwargs) {
    const { v, attention } = this.run(inputs, kwargs);
    return this.returnAttention && attention !== void 0 ? [v, attention] : v;
  }
  /** V [N, H', W', filters] and, where the layer has any, the attention [N, M, filters] that made it. */
  run(inputs, kwargs) {
    return tf11.tidy(() => {
      const branches = this.split(oneTensor(inputs), isTraining(kwargs));
      if (!this.attention) return { v: branches.reduce((sum4, branch) => tf11.add(sum4, branch)) };
      const attention = this.attend(branches, isTraining(kwargs));
      return { v: select({ branches, attention }), attention };
    });
  }
  getConfig() {
    const { filters, reduction, minWidth, attention, splitInput, returnAttention, momentum, epsilon: epsilon3 } = this;
    return {
      ...super.getConfig(),
      ...{ filters, reduction, minWidth, attention, splitInput, returnAttention, momentum, epsilon: epsilon3 },
      strides: [...this.strides],
      ...this.padding === "symmetric" ? {} : { padding: paddingConfig(this.padding) },
      branches: this.branches.map((branch) => ({ ...branch }))
    };
  }
  /** U of each branch. */
  split(x, training) {
    const inputs = this.splitInput ? tf11.split(x, this.branches.length, -1) : this.branches.map(() => x);
    return this.branches.map((_, m) => this.convolve(inputs[m], m, training));
  }
  /** U of branch m. */
  convolve(x, m, training) {
    const branch = this.branches[m];
    const filter = this.read(`branch${m}/kernel`);
    const u = groupedConv2d({ x, filter }, branchAttrs(branch, this.strides, paddingShift(this, x.shape)));
    return this.normalise(`branch${m}/`, u, training, branch.activation === "relu");
  }
  /** z of s. */
  squeeze(s, training) {
    const squeezed = tf11.matMul(s, this.read("fc1/kernel"));
    return this.normalise("fc1/", squeezed, training, true);
  }
  /** Weights of what shifts the channels behind a kernel. */
  shiftSpecs(prefix, channels2) {
    return batchNormSpecs(prefix, channels2);
  }
  /** Equations (1) to (3) and (5): the sum's averages, squeezed, spread out to every branch, softmax over branches. */
  attend(branches, training) {
    const s = fuse({ branches });
    const z = this.squeeze(s, training);
    const logits = tf11.matMul(z, this.read("fc2/kernel"));
    return branchSoftmax({ logits: tf11.reshape(logits, [s.shape[0], branches.length, this.filters]) });
  }
  normalise(prefix, x, inTraining, relu5) {
    const { momentum, epsilon: epsilon3 } = this;
    const weights = batchNormWeights(prefix, (name) => this.variable(name));
    const mode = { training: inTraining && !isFrozen(this, weights), momentum, epsilon: epsilon3, relu: relu5 };
    return batchNorm2(x, weights, mode);
  }
  /** What one branch reads of one image. */
  branchInput(input8) {
    return [...input8.slice(0, -1), this.branchChannels(input8)];
  }
  /** Channels that one branch reads. */
  branchChannels(input8) {
    const channels2 = input8.at(-1);
    const parts = this.splitInput ? this.branches.length : 1;
    if (channels2 % parts !== 0) {
      throw new LayerConfigError(
        this.field("splitInput"),
        `input channels that split into ${parts} parts`,
        channels2
      );
    }
    for (const [m, { groups }] of this.branches.entries()) {
      if (channels2 / parts % groups === 0) continue;
      throw new LayerConfigError(
        this.field(`branches[${m}].groups`),
        `a divisor of the ${channels2 / parts} channels that the branch reads`,
        groups
      );
    }
    return channels2 / parts;
  }
};
registry2.registerClass(SkConv2D);

// packages/sk-models/src/modelError.ts
var ModelError = class extends Error {
  name = "ModelError";
};

// packages/sk-models/src/modelGraph.ts
import { LayersModel } from "@tensorflow/tfjs-layers";
function foldModel(model9, inputs, visit) {
  const names2 = /* @__PURE__ */ new Set();
  const unique = (name) => {
    let chosen = name;
    for (let n = 2; names2.has(chosen); n += 1) chosen = `${name}_use${n}`;
    names2.add(chosen);
    return chosen;
  };
  const foldInto = (container, given, path) => {
    const values = /* @__PURE__ */ new Map();
    container.inputs.forEach((tensor3, i) => {
      values.set(tensor3, given[i]);
    });
    const valueFor = (tensor3) => {
      if (!values.has(tensor3)) compute(tensor3);
      return values.get(tensor3);
    };
    const compute = ({ sourceLayer: layer, nodeIndex }) => {
      const node = layer.inboundNodes[nodeIndex];
      const read2 = node.inputTensors.map(valueFor);
      const name = unique(`${path}${layer.name}`);
      const { inputTensors, outputTensors } = node;
      const made = layer instanceof LayersModel ? foldInto(layer, read2, `${name}/`) : visit({ layer, name, inputs: inputTensors, outputs: outputTensors }, read2);
      outputTensors.forEach((tensor3, i) => {
        values.set(tensor3, made[i]);
      });
    };
    return container.outputs.map(valueFor);
  };
  return foldInto(model9, inputs, "");
}
function layerUses(model9) {
  const uses = [];
  foldModel(
    model9,
    model9.inputs.map(() => void 0),
    (use) => {
      uses.push(use);
      return use.outputs.map(() => void 0);
    }
  );
  return uses;
}

// packages/sk-models/src/metadata.ts
function modelMetadata(model9) {
  const metadata = model9.getUserDefinedMetadata() ?? {};
  const { skModel, classNames, preprocessing } = metadata;
  return {
    ...skModel == null ? {} : { skModel: readName(skModel) },
    ...classNames == null ? {} : { classNames: readClassNames(classNames) },
    ...preprocessing == null ? {} : { preprocessing: readPreprocessing(preprocessing) }
  };
}
function withMetadata(model9, metadata) {
  const merged = { ...model9.getUserDefinedMetadata(), ...metadata };
  model9.setUserDefinedMetadata(JSON.parse(JSON.stringify(merged)));
  return model9;
}
function refuse(field, wanted, got) {
  throw new ModelError(`metadata: ${field} wants ${wanted}, got ${JSON.stringify(got)?.slice(0, 80)}`);
}
function readName(value) {
  return typeof value === "string" ? value : refuse("skModel", "a name", value);
}
function readClassNames(value) {
  const good = Array.isArray(value) && value.every((name) => typeof name === "string");
  return good ? value : refuse("classNames", "a list of names", value);
}
function readPreprocessing(value) {
  const { size, channels: channels2, mean: mean3, std, cropFraction, interpolation } = value;
  const isNumbers = (list, length) => Array.isArray(list) && list.length === length && list.every((n) => Number.isFinite(n));
  if (!isNumbers(size, 2) || !size?.every((n) => Number.isSafeInteger(n) && n > 0 && n <= 16384)) {
    refuse("preprocessing.size", "[height, width] in pixels", size);
  }
  if (channels2 !== 1 && channels2 !== 3) refuse("preprocessing.channels", "1 or 3", channels2);
  if (!isNumbers(mean3, channels2)) refuse("preprocessing.mean", `${channels2} numbers`, mean3);
  if (!isNumbers(std, channels2) || !std?.every((n) => n > 0)) {
    refuse("preprocessing.std", `${channels2} numbers above 0`, std);
  }
  if (!(typeof cropFraction === "number" && cropFraction > 0 && cropFraction <= 1)) {
    refuse("preprocessing.cropFraction", "a number above 0 up to 1", cropFraction);
  }
  if (!["nearest", "bilinear", "bicubic"].includes(interpolation)) {
    refuse("preprocessing.interpolation", "'nearest', 'bilinear' or 'bicubic'", interpolation);
  }
  return value;
}

// packages/sk-models/src/families/densenet.ts
import { input, layers as layers3, model } from "@tensorflow/tfjs-layers";

// packages/sk-models/src/blocks/classifierHead.ts
import { initializers as initializers2, layers as layers2 } from "@tensorflow/tfjs-layers";
function classifierHead(x, numClasses, seed) {
  const features = layers2.globalAveragePooling2d({ name: "avepool", dataFormat: "channelsLast" }).apply(x);
  const logits = classifier(features, numClasses, seed);
  return layers2.softmax({ name: "softmax" }).apply(logits);
}
function classifier(features, units, seed) {
  const name = "classifier";
  const shape = [features.shape.at(-1), units];
  const kernelInitializer = isWeightless() ? initializers2.zeros() : weightInitializer("gaussian", shape, weightSeed(seed, `${name}/kernel`));
  return layers2.dense({ name, units, kernelInitializer }).apply(features);
}

// packages/sk-models/src/layers/skBatchNorm.ts
import * as tf12 from "@tensorflow/tfjs-core";
import { serialization as registry3 } from "@tensorflow/tfjs-core";
var SkBatchNorm = class extends SkLayer {
  static className = "SkBatchNorm";
  momentum;
  epsilon;
  relu;
  constructor(args = {}) {
    super(args);
    this.momentum = fraction(this.field("momentum"), args.momentum ?? batchNormDefaults.momentum);
    this.epsilon = positive(this.field("epsilon"), args.epsilon ?? batchNormDefaults.epsilon);
    this.relu = flag(this.field("relu"), args.relu ?? false);
  }
  weightSpecs(input8) {
    return batchNormSpecs("", input8.at(-1));
  }
  parts(input8) {
    return [batchNormPart(this.name, input8)];
  }
  computeOutputShape(inputShape) {
    return inputShape;
  }
  call(inputs, kwargs) {
    const { momentum, epsilon: epsilon3, relu: relu5 } = this;
    const weights = batchNormWeights("", (name) => this.variable(name));
    const training = isTraining(kwargs) && !isFrozen(this, weights);
    return tf12.tidy(() => batchNorm2(oneTensor(inputs), weights, { training, momentum, epsilon: epsilon3, relu: relu5 }));
  }
  getConfig() {
    const { momentum, epsilon: epsilon3, relu: relu5 } = this;
    return { ...super.getConfig(), momentum, epsilon: epsilon3, relu: relu5 };
  }
};
registry3.registerClass(SkBatchNorm);

// packages/sk-models/src/blocks/normActConv.ts
function normActConv(x, { epsilon: epsilon3, ...conv2 }) {
  return plainConv(normAct(x, `${conv2.name}/norm`, epsilon3), conv2);
}
function normAct(x, name, epsilon3) {
  return new SkBatchNorm({ name, relu: true, epsilon: epsilon3 }).apply(x);
}
function plainConv(x, { name, filters, kernelSize, strides = 1, groups = 1, seed }) {
  const padding2 = (kernelSize - 1) / 2;
  return new SkGroupedConv2D({
    ...{ name, filters, kernelSize, strides, groups, padding: padding2, seed },
    useBias: false
  }).apply(x);
}

// packages/sk-models/src/layers/skMaxPool2D.ts
import * as tf13 from "@tensorflow/tfjs-core";
import { serialization as registry4 } from "@tensorflow/tfjs-core";

// packages/sk-models/src/layers/skPool2D.ts
import { InputSpec as InputSpec3 } from "@tensorflow/tfjs-layers";
var SkPool2D = class extends SkLayer {
  poolSize;
  strides;
  padding;
  ceil;
  constructor(args) {
    super(args);
    this.poolSize = pair2(this.field("poolSize"), args.poolSize, 1);
    this.strides = pair2(this.field("strides"), args.strides ?? [...this.poolSize], 1);
    this.padding = sides(this.field("padding"), args.padding ?? 0);
    this.ceil = flag(this.field("ceil"), args.ceil ?? false);
    if (this.padding.some((pad4, side) => pad4 >= this.poolSize[side < 2 ? 0 : 1])) {
      throw new LayerConfigError(
        this.field("padding"),
        `less than the window of ${this.poolSize.join("x")}`,
        args.padding
      );
    }
    this.inputSpec = [new InputSpec3({ ndim: 4 })];
  }
  weightSpecs() {
    return [];
  }
  parts(input8) {
    const [n, h, w, c] = input8;
    const [rows, columns] = [this.axis(0, h), this.axis(1, w)];
    return [
      {
        name: this.name,
        kind: "pool",
        outputShape: [rows.size, columns.size, c],
        window: {
          kernel: this.poolSize,
          strides: this.strides,
          dilations: [1, 1],
          pads: this.padding,
          groups: c
        },
        cost: this.cost(n * h * w * c, n * rows.size * columns.size * c)
      }
    ];
  }
  computeOutputShape(inputShape) {
    const [n, h, w, c] = oneShape(inputShape);
    if (h === null || w === null) return [n, null, null, c];
    return [n, this.axis(0, h).size, this.axis(1, w).size, c];
  }
  getConfig() {
    const { poolSize, strides, padding: padding2, ceil } = this;
    return {
      ...super.getConfig(),
      poolSize: [...poolSize],
      strides: [...strides],
      padding: [...padding2],
      ceil
    };
  }
  axis(axis, length) {
    const [window, stride] = [this.poolSize[axis], this.strides[axis]];
    const [before, after] = axis === 0 ? [this.padding[0], this.padding[1]] : [this.padding[2], this.padding[3]];
    const room = length + before + after - window;
    let size = (this.ceil ? Math.ceil(room / stride) : Math.floor(room / stride)) + 1;
    if (size < 1)
      throw new LayerConfigError(this.field("poolSize"), `at most ${length + before + after} pixels`, window);
    if (this.ceil && (size - 1) * stride >= length + before) size -= 1;
    const covered = (size - 1) * stride + window;
    return { size, pads: [before, Math.max(after, covered - length - before)] };
  }
};

// packages/sk-models/src/layers/skMaxPool2D.ts
var SkMaxPool2D = class extends SkPool2D {
  static className = "SkMaxPool2D";
  call(inputs) {
    return tf13.tidy(() => {
      const x = oneTensor(inputs);
      const rows = this.axis(0, x.shape[1]).pads;
      const columns = this.axis(1, x.shape[2]).pads;
      return tf13.maxPool(x, [...this.poolSize], [...this.strides], [[0, 0], rows, columns, [0, 0]]);
    });
  }
  cost(x, y) {
    return movingCost(x + y, y + 2 * x);
  }
};
registry4.registerClass(SkMaxPool2D);

// packages/sk-models/src/blocks/convBatchNorm.ts
function convBatchNorm(x, settings) {
  const { name, filters, kernelSize, strides = 1, dilation = 1, groups = 1, relu: relu5, seed } = settings;
  const { normName = `${name}/bn`, momentum, epsilon: epsilon3 } = settings;
  const [kh, kw] = typeof kernelSize === "number" ? [kernelSize, kernelSize] : kernelSize;
  const [py, px] = [(kh - 1) * dilation / 2, (kw - 1) * dilation / 2];
  const padding2 = settings.padding ?? [py, py, px, px];
  const conv2 = new SkGroupedConv2D({
    ...{ name, filters, kernelSize: [kh, kw], strides, groups, padding: padding2, seed },
    dilationRate: dilation,
    useBias: false
  });
  const norm = new SkBatchNorm({ name: normName, relu: relu5, momentum, epsilon: epsilon3 });
  return norm.apply(conv2.apply(x));
}

// packages/sk-models/src/blocks/pooledStem.ts
function pooledStem(x, stem4, seed) {
  const name = `conv1/${stem4.kernelSize}x${stem4.kernelSize}_s2`;
  const y = convBatchNorm(x, { name, ...stem4, strides: 2, relu: true, seed });
  const pool = new SkMaxPool2D({ name: "pool1/3x3_s2", poolSize: 3, strides: 2, padding: 1 });
  return pool.apply(y);
}

// packages/sk-models/src/blocks/randomSeed.ts
var randomSeed = () => Math.floor(Math.random() * 2 ** 32);

// packages/sk-models/src/blocks/scaleChannels.ts
var scaleChannels = (channels2, factor, divisor = 1) => Math.max(1, Math.round(channels2 * factor / divisor)) * divisor;

// packages/sk-models/src/labels/cifar.ts
var cifar10Labels = [
  "airplane",
  "automobile",
  "bird",
  "cat",
  "deer",
  "dog",
  "frog",
  "horse",
  "ship",
  "truck"
];
var cifar100Labels = "apple aquarium_fish baby bear beaver bed bee beetle bicycle bottle bowl boy bridge bus butterfly camel can castle caterpillar cattle chair chimpanzee clock cloud cockroach couch crab crocodile cup dinosaur dolphin elephant flatfish forest fox girl hamster house kangaroo keyboard lamp lawn_mower leopard lion lizard lobster man maple_tree motorcycle mountain mouse mushroom oak_tree orange orchid otter palm_tree pear pickup_truck pine_tree plain plate poppy porcupine possum rabbit raccoon ray road rocket rose sea seal shark shrew skunk skyscraper snail snake spider squirrel streetcar sunflower sweet_pepper table tank telephone television tiger tractor train trout tulip turtle wardrobe whale willow_tree wolf woman worm".split(" ");

// packages/sk-models/src/labels/digits.ts
var digitLabels = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];

// packages/sk-models/src/labels/imagenet.ts
var names = `
tench, goldfish, great white shark, tiger shark, hammerhead, electric ray, stingray, cock, hen, ostrich,
brambling, goldfinch, house finch, junco, indigo bunting, robin, bulbul, jay, magpie, chickadee,
water ouzel, kite, bald eagle, vulture, great grey owl, European fire salamander, common newt, eft, spotted salamander, axolotl,
bullfrog, tree frog, tailed frog, loggerhead, leatherback turtle, mud turtle, terrapin, box turtle, banded gecko, common iguana,
American chameleon, whiptail, agama, frilled lizard, alligator lizard, Gila monster, green lizard, African chameleon, Komodo dragon, African crocodile,
American alligator, triceratops, thunder snake, ringneck snake, hognose snake, green snake, king snake, garter snake, water snake, vine snake,
night snake, boa constrictor, rock python, Indian cobra, green mamba, sea snake, horned viper, diamondback, sidewinder, trilobite,
harvestman, scorpion, black and gold garden spider, barn spider, garden spider, black widow, tarantula, wolf spider, tick, centipede,
black grouse, ptarmigan, ruffed grouse, prairie chicken, peacock, quail, partridge, African grey, macaw, sulphur-crested cockatoo,
lorikeet, coucal, bee eater, hornbill, hummingbird, jacamar, toucan, drake, red-breasted merganser, goose,
black swan, tusker, echidna, platypus, wallaby, koala, wombat, jellyfish, sea anemone, brain coral,
flatworm, nematode, conch, snail, slug, sea slug, chiton, chambered nautilus, Dungeness crab, rock crab,
fiddler crab, king crab, American lobster, spiny lobster, crayfish, hermit crab, isopod, white stork, black stork, spoonbill,
flamingo, little blue heron, American egret, bittern, crane (bird), limpkin, European gallinule, American coot, bustard, ruddy turnstone,
red-backed sandpiper, redshank, dowitcher, oystercatcher, pelican, king penguin, albatross, grey whale, killer whale, dugong,
sea lion, Chihuahua, Japanese spaniel, Maltese dog, Pekinese, Shih-Tzu, Blenheim spaniel, papillon, toy terrier, Rhodesian ridgeback,
Afghan hound, basset, beagle, bloodhound, bluetick, black-and-tan coonhound, Walker hound, English foxhound, redbone, borzoi,
Irish wolfhound, Italian greyhound, whippet, Ibizan hound, Norwegian elkhound, otterhound, Saluki, Scottish deerhound, Weimaraner, Staffordshire bullterrier,
American Staffordshire terrier, Bedlington terrier, Border terrier, Kerry blue terrier, Irish terrier, Norfolk terrier, Norwich terrier, Yorkshire terrier, wire-haired fox terrier, Lakeland terrier,
Sealyham terrier, Airedale, cairn, Australian terrier, Dandie Dinmont, Boston bull, miniature schnauzer, giant schnauzer, standard schnauzer, Scotch terrier,
Tibetan terrier, silky terrier, soft-coated wheaten terrier, West Highland white terrier, Lhasa, flat-coated retriever, curly-coated retriever, golden retriever, Labrador retriever, Chesapeake Bay retriever,
German short-haired pointer, vizsla, English setter, Irish setter, Gordon setter, Brittany spaniel, clumber, English springer, Welsh springer spaniel, cocker spaniel,
Sussex spaniel, Irish water spaniel, kuvasz, schipperke, groenendael, malinois, briard, kelpie, komondor, Old English sheepdog,
Shetland sheepdog, collie, Border collie, Bouvier des Flandres, Rottweiler, German shepherd, Doberman, miniature pinscher, Greater Swiss Mountain dog, Bernese mountain dog,
Appenzeller, EntleBucher, boxer, bull mastiff, Tibetan mastiff, French bulldog, Great Dane, Saint Bernard, Eskimo dog, malamute,
Siberian husky, dalmatian, affenpinscher, basenji, pug, Leonberg, Newfoundland, Great Pyrenees, Samoyed, Pomeranian,
chow, keeshond, Brabancon griffon, Pembroke, Cardigan, toy poodle, miniature poodle, standard poodle, Mexican hairless, timber wolf,
white wolf, red wolf, coyote, dingo, dhole, African hunting dog, hyena, red fox, kit fox, Arctic fox,
grey fox, tabby, tiger cat, Persian cat, Siamese cat, Egyptian cat, cougar, lynx, leopard, snow leopard,
jaguar, lion, tiger, cheetah, brown bear, American black bear, ice bear, sloth bear, mongoose, meerkat,
tiger beetle, ladybug, ground beetle, long-horned beetle, leaf beetle, dung beetle, rhinoceros beetle, weevil, fly, bee,
ant, grasshopper, cricket, walking stick, cockroach, mantis, cicada, leafhopper, lacewing, dragonfly,
damselfly, admiral, ringlet, monarch, cabbage butterfly, sulphur butterfly, lycaenid, starfish, sea urchin, sea cucumber,
wood rabbit, hare, Angora, hamster, porcupine, fox squirrel, marmot, beaver, guinea pig, sorrel,
zebra, hog, wild boar, warthog, hippopotamus, ox, water buffalo, bison, ram, bighorn,
ibex, hartebeest, impala, gazelle, Arabian camel, llama, weasel, mink, polecat, black-footed ferret,
otter, skunk, badger, armadillo, three-toed sloth, orangutan, gorilla, chimpanzee, gibbon, siamang,
guenon, patas, baboon, macaque, langur, colobus, proboscis monkey, marmoset, capuchin, howler monkey,
titi, spider monkey, squirrel monkey, Madagascar cat, indri, Indian elephant, African elephant, lesser panda, giant panda, barracouta,
eel, coho, rock beauty, anemone fish, sturgeon, gar, lionfish, puffer, abacus, abaya,
academic gown, accordion, acoustic guitar, aircraft carrier, airliner, airship, altar, ambulance, amphibian, analog clock,
apiary, apron, ashcan, assault rifle, backpack, bakery, balance beam, balloon, ballpoint, Band Aid,
banjo, bannister, barbell, barber chair, barbershop, barn, barometer, barrel, barrow, baseball,
basketball, bassinet, bassoon, bathing cap, bath towel, bathtub, beach wagon, beacon, beaker, bearskin,
beer bottle, beer glass, bell cote, bib, bicycle-built-for-two, bikini, binder, binoculars, birdhouse, boathouse,
bobsled, bolo tie, bonnet, bookcase, bookshop, bottlecap, bow, bow tie, brass, brassiere,
breakwater, breastplate, broom, bucket, buckle, bulletproof vest, bullet train, butcher shop, cab, caldron,
candle, cannon, canoe, can opener, cardigan (garment), car mirror, carousel, carpenter's kit, carton, car wheel,
cash machine, cassette, cassette player, castle, catamaran, CD player, cello, cellular telephone, chain, chainlink fence,
chain mail, chain saw, chest, chiffonier, chime, china cabinet, Christmas stocking, church, cinema, cleaver,
cliff dwelling, cloak, clog, cocktail shaker, coffee mug, coffeepot, coil, combination lock, computer keyboard, confectionery,
container ship, convertible, corkscrew, cornet, cowboy boot, cowboy hat, cradle, crane (machine), crash helmet, crate,
crib, Crock Pot, croquet ball, crutch, cuirass, dam, desk, desktop computer, dial telephone, diaper,
digital clock, digital watch, dining table, dishrag, dishwasher, disk brake, dock, dogsled, dome, doormat,
drilling platform, drum, drumstick, dumbbell, Dutch oven, electric fan, electric guitar, electric locomotive, entertainment center, envelope,
espresso maker, face powder, feather boa, file, fireboat, fire engine, fire screen, flagpole, flute, folding chair,
football helmet, forklift, fountain, fountain pen, four-poster, freight car, French horn, frying pan, fur coat, garbage truck,
gasmask, gas pump, goblet, go-kart, golf ball, golfcart, gondola, gong, gown, grand piano,
greenhouse, grille, grocery store, guillotine, hair slide, hair spray, half track, hammer, hamper, hand blower,
hand-held computer, handkerchief, hard disc, harmonica, harp, harvester, hatchet, holster, home theater, honeycomb,
hook, hoopskirt, horizontal bar, horse cart, hourglass, iPod, iron, jack-o'-lantern, jean, jeep,
jersey, jigsaw puzzle, jinrikisha, joystick, kimono, knee pad, knot, lab coat, ladle, lampshade,
laptop, lawn mower, lens cap, letter opener, library, lifeboat, lighter, limousine, liner, lipstick,
Loafer, lotion, loudspeaker, loupe, lumbermill, magnetic compass, mailbag, mailbox, maillot (tights), maillot (tank suit),
manhole cover, maraca, marimba, mask, matchstick, maypole, maze, measuring cup, medicine chest, megalith,
microphone, microwave, military uniform, milk can, minibus, miniskirt, minivan, missile, mitten, mixing bowl,
mobile home, Model T, modem, monastery, monitor, moped, mortar, mortarboard, mosque, mosquito net,
motor scooter, mountain bike, mountain tent, mouse, mousetrap, moving van, muzzle, nail, neck brace, necklace,
nipple, notebook, obelisk, oboe, ocarina, odometer, oil filter, organ, oscilloscope, overskirt,
oxcart, oxygen mask, packet, paddle, paddlewheel, padlock, paintbrush, pajama, palace, panpipe,
paper towel, parachute, parallel bars, park bench, parking meter, passenger car, patio, pay-phone, pedestal, pencil box,
pencil sharpener, perfume, Petri dish, photocopier, pick, pickelhaube, picket fence, pickup, pier, piggy bank,
pill bottle, pillow, ping-pong ball, pinwheel, pirate, pitcher, plane, planetarium, plastic bag, plate rack,
plow, plunger, Polaroid camera, pole, police van, poncho, pool table, pop bottle, pot, potter's wheel,
power drill, prayer rug, printer, prison, projectile, projector, puck, punching bag, purse, quill,
quilt, racer, racket, radiator, radio, radio telescope, rain barrel, recreational vehicle, reel, reflex camera,
refrigerator, remote control, restaurant, revolver, rifle, rocking chair, rotisserie, rubber eraser, rugby ball, rule,
running shoe, safe, safety pin, saltshaker, sandal, sarong, sax, scabbard, scale, school bus,
schooner, scoreboard, screen, screw, screwdriver, seat belt, sewing machine, shield, shoe shop, shoji,
shopping basket, shopping cart, shovel, shower cap, shower curtain, ski, ski mask, sleeping bag, slide rule, sliding door,
slot, snorkel, snowmobile, snowplow, soap dispenser, soccer ball, sock, solar dish, sombrero, soup bowl,
space bar, space heater, space shuttle, spatula, speedboat, spider web, spindle, sports car, spotlight, stage,
steam locomotive, steel arch bridge, steel drum, stethoscope, stole, stone wall, stopwatch, stove, strainer, streetcar,
stretcher, studio couch, stupa, submarine, suit, sundial, sunglass, sunglasses, sunscreen, suspension bridge,
swab, sweatshirt, swimming trunks, swing, switch, syringe, table lamp, tank, tape player, teapot,
teddy, television, tennis ball, thatch, theater curtain, thimble, thresher, throne, tile roof, toaster,
tobacco shop, toilet seat, torch, totem pole, tow truck, toyshop, tractor, trailer truck, tray, trench coat,
tricycle, trimaran, tripod, triumphal arch, trolleybus, trombone, tub, turnstile, typewriter keyboard, umbrella,
unicycle, upright, vacuum, vase, vault, velvet, vending machine, vestment, viaduct, violin,
volleyball, waffle iron, wall clock, wallet, wardrobe, warplane, washbasin, washer, water bottle, water jug,
water tower, whiskey jug, whistle, wig, window screen, window shade, Windsor tie, wine bottle, wing, wok,
wooden spoon, wool, worm fence, wreck, yawl, yurt, web site, comic book, crossword puzzle, street sign,
traffic light, book jacket, menu, plate, guacamole, consomme, hot pot, trifle, ice cream, ice lolly,
French loaf, bagel, pretzel, cheeseburger, hotdog, mashed potato, head cabbage, broccoli, cauliflower, zucchini,
spaghetti squash, acorn squash, butternut squash, cucumber, artichoke, bell pepper, cardoon, mushroom, Granny Smith, strawberry,
orange, lemon, fig, pineapple, banana, jackfruit, custard apple, pomegranate, hay, carbonara,
chocolate sauce, dough, meat loaf, pizza, potpie, burrito, red wine, espresso, cup, eggnog,
alp, bubble, cliff, coral reef, geyser, lakeside, promontory, sandbar, seashore, valley,
volcano, ballplayer, groom, scuba diver, rapeseed, daisy, yellow lady's slipper, corn, acorn, hip,
buckeye, coral fungus, agaric, gyromitra, stinkhorn, earthstar, hen-of-the-woods, bolete, ear, toilet tissue`;
var imagenetLabels = names.trim().split(/,\s+/);

// packages/sk-models/src/families/dataset.ts
var imagenet = {
  build: { numClasses: 1e3, inputShape: [224, 224, 3] },
  preprocessing: {
    size: [224, 224],
    channels: 3,
    mean: [0.485, 0.456, 0.406],
    std: [0.229, 0.224, 0.225],
    cropFraction: 0.875,
    interpolation: "bilinear"
  },
  labels: [imagenetLabels]
};
var datasets = {
  imagenet,
  /** As timm trains its sk* models. */
  imagenetBicubic: {
    ...imagenet,
    preprocessing: { ...imagenet.preprocessing, interpolation: "bicubic" }
  },
  /** What Inception networks read: 299x299 pixels from -1 to 1. */
  imagenet299: {
    build: { numClasses: 1e3, inputShape: [299, 299, 3] },
    preprocessing: {
      size: [299, 299],
      channels: 3,
      mean: [0.5, 0.5, 0.5],
      std: [0.5, 0.5, 0.5],
      cropFraction: 0.875,
      interpolation: "bicubic"
    },
    labels: [imagenetLabels]
  },
  cifar: {
    build: { numClasses: 10, inputShape: [32, 32, 3] },
    preprocessing: {
      size: [32, 32],
      channels: 3,
      mean: [0.4914, 0.4822, 0.4465],
      std: [0.247, 0.2435, 0.2616],
      cropFraction: 1,
      interpolation: "bilinear"
    },
    labels: [cifar10Labels, cifar100Labels]
  },
  /** White digits, half to twice their size of 28x28, on a black canvas. */
  digits: {
    build: { numClasses: 10, inputShape: [64, 64, 1] },
    preprocessing: {
      size: [64, 64],
      channels: 1,
      mean: [0.044],
      std: [0.189],
      cropFraction: 1,
      interpolation: "bilinear"
    },
    labels: [digitLabels]
  }
};

// packages/sk-models/src/families/familyEntries.ts
function familyEntries(family, variants, build) {
  return Object.entries(variants).map(([name, variant]) => {
    const { description, dataset, paper, smallestInput } = variant;
    const { build: defaults, preprocessing, labels } = datasets[dataset];
    return {
      ...{ name, family, description, defaults, preprocessing, labels },
      ...paper === void 0 ? {} : { paper },
      ...smallestInput === void 0 ? {} : { smallestInput },
      build: (options) => build(name, variant, options)
    };
  });
}

// packages/sk-models/src/families/densenet.ts
var photo = { dataset: "imagenet", smallestInput: 29 };
var densenetVariants = {
  densenet169: {
    ...photo,
    description: "DenseNet-169 (k = 32)",
    paper: { source: "Table S2", parameters: "14.15M" },
    init: 64,
    growth: 32,
    depths: [6, 12, 32, 32]
  },
  densenet201: {
    ...photo,
    description: "DenseNet-201 (k = 32)",
    paper: { source: "Table S2", parameters: "20.01M" },
    init: 64,
    growth: 32,
    depths: [6, 12, 48, 32]
  },
  densenet264: {
    ...photo,
    description: "DenseNet-264 (k = 32)",
    paper: { source: "Table S2", parameters: "33.34M" },
    init: 64,
    growth: 32,
    depths: [6, 12, 64, 48]
  },
  densenet232_k48: {
    ...photo,
    description: "DenseNet-232 (k = 48), with the nearest regular list of blocks",
    paper: {
      source: "Table S2",
      parameters: "55.80M",
      unmatched: "No source says how DenseNet-232 divides its units into blocks; {6, 12, 48, 48} comes nearest."
    },
    init: 96,
    growth: 48,
    depths: [6, 12, 48, 48]
  }
};
function buildDenseNet(name, config, options) {
  const { inputShape, numClasses, seed = randomSeed(), widthMultiplier = 1 } = options;
  const growth = scaleChannels(config.growth, widthMultiplier);
  const image = input({ shape: [...inputShape], name: "data" });
  let x = pooledStem(image, { filters: scaleChannels(config.init, widthMultiplier), kernelSize: 7 }, seed);
  config.depths.forEach((depth2, block) => {
    if (block > 0) x = transition(x, `pool${block + 1}`, seed);
    for (let unit = 1; unit <= depth2; unit += 1) {
      x = denseUnit(x, `conv${block + 2}_${unit}`, growth, seed);
    }
  });
  const probabilities = classifierHead(normAct(x, "norm"), numClasses, seed);
  return model({ name, inputs: image, outputs: probabilities });
}
function denseUnit(x, name, growth, seed) {
  const narrow = normActConv(x, { name: `${name}/1x1`, filters: 4 * growth, kernelSize: 1, seed });
  const added = normActConv(narrow, { name: `${name}/3x3`, filters: growth, kernelSize: 3, seed });
  return layers3.concatenate({ name: `${name}/concat` }).apply([x, added]);
}
function transition(x, name, seed) {
  const filters = Math.floor(x.shape.at(-1) / 2);
  const y = normActConv(x, { name: `${name}/1x1`, filters, kernelSize: 1, seed });
  return layers3.averagePooling2d({ name: `${name}/average`, poolSize: 2, strides: 2, padding: "valid" }).apply(y);
}
var densenetEntries = familyEntries(
  "densenet",
  densenetVariants,
  buildDenseNet
);

// packages/sk-models/src/families/dpn.ts
import { input as input2, layers as layers4, model as model2 } from "@tensorflow/tfjs-layers";
var dpnVariants = {
  dpn68: {
    description: "DPN-68 (32x4d)",
    dataset: "imagenet",
    paper: { source: "Table S2", parameters: "12.61M" },
    stem: { filters: 10, kernelSize: 3 },
    depths: [3, 4, 12, 3],
    groups: 32,
    width: 128,
    residual: 64,
    growths: [16, 32, 32, 64]
  },
  dpn92: {
    description: "DPN-92 (32x3d)",
    dataset: "imagenet",
    paper: { source: "Table 2, Table S2", parameters: ["37.7M", "37.67M"], gflops: "6.50" },
    stem: { filters: 64, kernelSize: 7 },
    depths: [3, 4, 20, 3],
    groups: 32,
    width: 96,
    residual: 256,
    growths: [16, 32, 24, 128]
  },
  /** Table S2 says 32x4d; only the 40 groups of the authors' network give its parameters. */
  dpn98: {
    description: "DPN-98 (40x4d)",
    dataset: "imagenet",
    paper: { source: "Table 2, Table S2", parameters: ["61.6M", "61.57M"], gflops: "11.70" },
    stem: { filters: 96, kernelSize: 7 },
    depths: [3, 6, 20, 3],
    groups: 40,
    width: 160,
    residual: 256,
    growths: [16, 32, 32, 128]
  }
};
var epsilon = 1e-3;
function buildDpn(name, config, options) {
  const { inputShape, numClasses, seed = randomSeed(), widthMultiplier = 1 } = options;
  const { stem: stem4, depths, groups } = config;
  const scale = (channels2, divisor) => scaleChannels(channels2, widthMultiplier, divisor);
  const image = input2({ shape: [...inputShape], name: "data" });
  let paths = [pooledStem(image, { ...stem4, filters: scale(stem4.filters), epsilon }, seed)];
  depths.forEach((depth2, s) => {
    const width = scale(config.width * 2 ** s, groups);
    const residual2 = scale(config.residual * 2 ** s);
    const growth = scale(config.growths[s]);
    for (let position = 1; position <= depth2; position += 1) {
      const isFirst = position === 1;
      const stride = isFirst && s > 0 ? 2 : 1;
      const unit = { name: `conv${s + 2}_${position}`, isFirst, stride, groups, width, residual: residual2, growth };
      paths = dualPathUnit(paths, { ...unit, seed });
    }
  });
  const features = normAct(join(paths, "concat"), "norm", epsilon);
  return model2({ name, inputs: image, outputs: classifierHead(features, numClasses, seed) });
}
function dualPathUnit(paths, unit) {
  const { name, stride: strides, groups, width: filters, residual: residual2, growth, seed } = unit;
  const x = join(paths, `${name}/concat`);
  const [kept, ...dense2] = unit.isFirst ? project(x, unit) : paths;
  const reduced = normActConv(x, { name: `${name}/1x1_a`, filters, kernelSize: 1, epsilon, seed });
  const middle2 = { name: `${name}/3x3_b`, filters, kernelSize: 3, strides, groups, epsilon, seed };
  const y = normAct(normActConv(reduced, middle2), `${name}/1x1_c/norm`, epsilon);
  const learned = plainConv(y, { name: `${name}/1x1_c1`, filters: residual2, kernelSize: 1, seed });
  const appended = plainConv(y, { name: `${name}/1x1_c2`, filters: growth, kernelSize: 1, seed });
  const sum4 = layers4.add({ name: `${name}/add` }).apply([kept, learned]);
  return [sum4, ...dense2, appended];
}
function project(x, { name, stride, residual: residual2, growth, seed }) {
  const y = normAct(x, `${name}/1x1_w/norm`, epsilon);
  const conv2 = (part, filters) => plainConv(y, { name: `${name}/${part}`, filters, kernelSize: 1, strides: stride, seed });
  return [conv2("1x1_w1", residual2), conv2("1x1_w2", 2 * growth)];
}
function join(paths, name) {
  if (paths.length === 1) return paths[0];
  return layers4.concatenate({ name }).apply([...paths]);
}
var dpnEntries = familyEntries("dpn", dpnVariants, buildDpn);

// packages/sk-models/src/blocks/inceptionNetwork.ts
import { input as input3, model as model3 } from "@tensorflow/tfjs-layers";

// packages/sk-models/src/blocks/inceptionPath.ts
import { layers as layers5 } from "@tensorflow/tfjs-layers";

// packages/sk-models/src/layers/skAveragePool2D.ts
import * as tf14 from "@tensorflow/tfjs-core";
import {
  serialization as registry5
} from "@tensorflow/tfjs-core";
var SkAveragePool2D = class extends SkPool2D {
  static className = "SkAveragePool2D";
  countIncludePad;
  constructor(args) {
    super(args);
    this.countIncludePad = flag(this.field("countIncludePad"), args.countIncludePad ?? true);
  }
  call(inputs) {
    return tf14.tidy(() => {
      const x = oneTensor(inputs);
      const [rows, columns] = [this.axis(0, x.shape[1]), this.axis(1, x.shape[2])];
      const padded = tf14.pad(x, [[0, 0], rows.pads, columns.pads, [0, 0]]);
      const y = tf14.avgPool(padded, [...this.poolSize], [...this.strides], "valid");
      const shares2 = [this.shares(0, x.shape[1]), this.shares(1, x.shape[2])];
      if (shares2.flat().every((share) => share === 1)) return y;
      const scale = tf14.outerProduct(shares2[0], shares2[1]);
      return tf14.mul(y, tf14.reshape(scale, [1, rows.size, columns.size, 1]));
    });
  }
  getConfig() {
    return { ...super.getConfig(), countIncludePad: this.countIncludePad };
  }
  cost(x, y) {
    return movingCost(x + y, y + x);
  }
  /** For each window along an axis: its length over the pixels of it that count. */
  shares(axis, length) {
    const [window, stride] = [this.poolSize[axis], this.strides[axis]];
    const [before, after] = [this.padding[2 * axis], this.padding[2 * axis + 1]];
    const [first, last] = this.countIncludePad ? [-before, length + after] : [0, length];
    return Array.from({ length: this.axis(axis, length).size }, (_, i) => {
      const start = i * stride - before;
      return window / (Math.min(start + window, last) - Math.max(start, first));
    });
  }
};
registry5.registerClass(SkAveragePool2D);

// packages/sk-models/src/blocks/inceptionPath.ts
var conv = (stride, padded) => (filters, kernel) => ({ kind: "conv", filters, kernel, stride, padded });
var same = conv(1, true);
var valid = conv(1, false);
var halve = conv(2, false);
var maxPool2 = { kind: "maxPool" };
var averagePool = { kind: "averagePool" };
var fork = (...paths) => ({ kind: "fork", paths });
var residual = (scale, relu5, ...paths) => ({
  kind: "residual",
  paths,
  scale,
  relu: relu5
});
var epsilon2 = 1e-3;
function inceptionPath(x, path, name, settings) {
  return path.reduce((y, step2, i) => takeStep(y, step2, `${name}_${i + 1}`, settings), x);
}
function takeStep(x, step2, name, settings) {
  switch (step2.kind) {
    case "conv": {
      const { filters, kernel: kernelSize, stride: strides, padded } = step2;
      return convBatchNorm(x, {
        ...{ name, kernelSize, strides, epsilon: epsilon2, relu: true, seed: settings.seed },
        filters: scaleChannels(filters, settings.widthMultiplier),
        ...padded ? {} : { padding: 0 }
      });
    }
    case "maxPool":
      return new SkMaxPool2D({ name, poolSize: 3, strides: 2 }).apply(x);
    case "averagePool": {
      const window = { poolSize: 3, strides: 1, padding: 1, countIncludePad: false };
      return new SkAveragePool2D({ name, ...window }).apply(x);
    }
    case "fork":
      return joinPaths(x, step2.paths, name, settings);
    case "residual":
      return addPaths(x, step2, name, settings);
  }
}
function joinPaths(x, paths, name, settings) {
  const ends = paths.map((path, i) => inceptionPath(x, path, `${name}/branch${i + 1}`, settings));
  return layers5.concatenate({ name: `${name}/concat` }).apply(ends);
}
function addPaths(x, { paths, scale, relu: relu5 }, name, settings) {
  const filters = x.shape.at(-1);
  const up = new SkGroupedConv2D({ name: `${name}/up`, filters, kernelSize: 1, seed: settings.seed });
  const learned = up.apply(joinPaths(x, paths, name, settings));
  const scaled = layers5.rescaling({ name: `${name}/scale`, scale }).apply(learned);
  const sum4 = layers5.add({ name: `${name}/add` }).apply([x, scaled]);
  if (!relu5) return sum4;
  return layers5.activation({ name: `${name}/relu`, activation: "relu" }).apply(sum4);
}

// packages/sk-models/src/blocks/inceptionNetwork.ts
function inceptionNetwork(name, { stem: stem4, stages }, { inputShape, numClasses, seed = randomSeed(), widthMultiplier = 1 }) {
  const image = input3({ shape: [...inputShape], name: "data" });
  const features = [stem4, ...stages].reduce(
    (x, path, i) => inceptionPath(x, path, `conv${i + 1}`, { widthMultiplier, seed }),
    image
  );
  return model3({ name, inputs: image, outputs: classifierHead(features, numClasses, seed) });
}

// packages/sk-models/src/families/inceptionResnetV2.ts
var stem = [
  ...[halve(32, 3), valid(32, 3), same(64, 3), maxPool2, same(80, 1), valid(192, 3), maxPool2],
  fork(
    [same(96, 1)],
    [same(48, 1), same(64, 5)],
    [same(64, 1), same(96, 3), same(96, 3)],
    [averagePool, same(64, 1)]
  )
];
var unitA = residual(
  0.17,
  true,
  [same(32, 1)],
  [same(32, 1), same(32, 3)],
  [same(32, 1), same(48, 3), same(64, 3)]
);
var reduceA = fork([halve(384, 3)], [same(256, 1), same(256, 3), halve(384, 3)], [maxPool2]);
var unitB = residual(0.1, true, [same(192, 1)], [same(128, 1), same(160, [1, 7]), same(192, [7, 1])]);
var reduceB = fork(
  [same(256, 1), halve(384, 3)],
  [same(256, 1), halve(288, 3)],
  [same(256, 1), same(288, 3), halve(320, 3)],
  [maxPool2]
);
var unitC = (scale, relu5) => residual(scale, relu5, [same(192, 1)], [same(192, 1), same(224, [1, 3]), same(256, [3, 1])]);
var repeat = (count, step2) => new Array(count).fill(step2);
var inceptionResnetV2Variants = {
  inception_resnet_v2: {
    description: "Inception-ResNet-v2",
    dataset: "imagenet299",
    /** Of 74 pixels the second reduction would get two. */
    smallestInput: 75,
    paper: {
      source: "Table 2",
      parameters: "55.0M",
      gflops: "13.22",
      unmatched: "The network as its ports to PyTorch have it counts 55.8M parameters and 13.16 GFLOPs, 13.17 with batch norms."
    },
    stem,
    stages: [
      repeat(10, unitA),
      [reduceA, ...repeat(20, unitB)],
      [reduceB, ...repeat(9, unitC(0.2, true)), unitC(1, false)],
      [same(1536, 1)]
    ]
  }
};
var inceptionResnetV2Entries = familyEntries(
  "inception",
  inceptionResnetV2Variants,
  inceptionNetwork
);

// packages/sk-models/src/families/inceptionV3.ts
var unitA2 = (pooled) => fork(
  [same(64, 1)],
  [same(48, 1), same(64, 5)],
  [same(64, 1), same(96, 3), same(96, 3)],
  [averagePool, same(pooled, 1)]
);
var reduceA2 = fork([halve(384, 3)], [same(64, 1), same(96, 3), halve(96, 3)], [maxPool2]);
var unitB2 = (narrow) => fork(
  [same(192, 1)],
  [same(narrow, 1), same(narrow, [1, 7]), same(192, [7, 1])],
  [same(narrow, 1), same(narrow, [7, 1]), same(narrow, [1, 7]), same(narrow, [7, 1]), same(192, [1, 7])],
  [averagePool, same(192, 1)]
);
var reduceB2 = fork(
  [same(192, 1), halve(320, 3)],
  [same(192, 1), same(192, [1, 7]), same(192, [7, 1]), halve(192, 3)],
  [maxPool2]
);
var cross = (filters) => fork([same(filters, [1, 3])], [same(filters, [3, 1])]);
var unitC2 = fork(
  [same(320, 1)],
  [same(384, 1), cross(384)],
  [same(448, 1), same(384, 3), cross(384)],
  [averagePool, same(192, 1)]
);
var inceptionV3Variants = {
  inception_v3: {
    description: "Inception-v3",
    dataset: "imagenet299",
    /** Of 74 pixels the second reduction would get two. */
    smallestInput: 75,
    paper: {
      source: "Table 2",
      parameters: "27.1M",
      gflops: "5.73",
      unmatched: "With the auxiliary classifier, which inference does not use, it has 27.16M, cut to 27.1M; 5.73 takes two operations for each output of a batch norm, where one gives 5.72."
    },
    stem: [halve(32, 3), valid(32, 3), same(64, 3), maxPool2, same(80, 1), valid(192, 3), maxPool2],
    stages: [
      [unitA2(32), unitA2(64), unitA2(64)],
      [reduceA2, unitB2(128), unitB2(160), unitB2(160), unitB2(192)],
      [reduceB2, unitC2, unitC2]
    ]
  }
};
var inceptionV3Entries = familyEntries(
  "inception",
  inceptionV3Variants,
  inceptionNetwork
);

// packages/sk-models/src/families/inceptionV4.ts
var stem2 = [
  ...[halve(32, 3), valid(32, 3), same(64, 3)],
  fork([maxPool2], [halve(96, 3)]),
  fork([same(64, 1), valid(96, 3)], [same(64, 1), same(64, [1, 7]), same(64, [7, 1]), valid(96, 3)]),
  fork([halve(192, 3)], [maxPool2])
];
var unitA3 = fork(
  [same(96, 1)],
  [same(64, 1), same(96, 3)],
  [same(64, 1), same(96, 3), same(96, 3)],
  [averagePool, same(96, 1)]
);
var reduceA3 = fork([halve(384, 3)], [same(192, 1), same(224, 3), halve(256, 3)], [maxPool2]);
var unitB3 = fork(
  [same(384, 1)],
  [same(192, 1), same(224, [1, 7]), same(256, [7, 1])],
  [same(192, 1), same(192, [7, 1]), same(224, [1, 7]), same(224, [7, 1]), same(256, [1, 7])],
  [averagePool, same(128, 1)]
);
var reduceB3 = fork(
  [same(192, 1), halve(192, 3)],
  [same(256, 1), same(256, [1, 7]), same(320, [7, 1]), halve(320, 3)],
  [maxPool2]
);
var cross2 = fork([same(256, [1, 3])], [same(256, [3, 1])]);
var unitC3 = fork(
  [same(256, 1)],
  [same(384, 1), cross2],
  [same(384, 1), same(448, [3, 1]), same(512, [1, 3]), cross2],
  [averagePool, same(256, 1)]
);
var inceptionV4Variants = {
  inception_v4: {
    description: "Inception-v4",
    dataset: "imagenet299",
    /** Of 74 pixels the second reduction would get two. */
    smallestInput: 75,
    paper: {
      source: "Table 2",
      parameters: "42.0M",
      gflops: "12.31",
      unmatched: "The network as its ports to PyTorch have it counts 42.7M parameters and 12.25 GFLOPs, 12.27 with batch norms."
    },
    stem: stem2,
    stages: [
      [unitA3, unitA3, unitA3, unitA3],
      [reduceA3, unitB3, unitB3, unitB3, unitB3, unitB3, unitB3, unitB3],
      [reduceB3, unitC3, unitC3, unitC3]
    ]
  }
};
var inceptionV4Entries = familyEntries(
  "inception",
  inceptionV4Variants,
  inceptionNetwork
);

// packages/sk-models/src/blocks/convActivation.ts
import { layers as layers6 } from "@tensorflow/tfjs-layers";
function convActivation(x, settings) {
  const { activation, ...conv2 } = settings;
  const y = convBatchNorm(x, { ...conv2, relu: activation === "relu" });
  return activation === "relu6" ? activate(y, activation, conv2.name) : y;
}
function activate(x, activation, name) {
  switch (activation) {
    case "linear":
      return x;
    case "relu":
      return layers6.reLU({ name: `${name}/relu` }).apply(x);
    case "relu6":
      return layers6.reLU({ name: `${name}/relu6`, maxValue: 6 }).apply(x);
  }
}

// packages/sk-models/src/blocks/stackStages.ts
var unitName = ({ stage, position }) => `conv${stage}_${position}`;
function stackStages(x, { depths, widths, outputs, strides }, seed, unit, between = (y) => y) {
  return depths.reduce((stageInput, depth2, s) => {
    const [width, output] = [widths[s], outputs[s]];
    const at = (position) => {
      const stride = position === 1 ? strides[s] : 1;
      return { stage: s + 2, position, width, output, stride, seed };
    };
    let y = stageInput;
    for (let position = 1; position <= depth2; position += 1) y = unit(y, at(position));
    return s + 1 < depths.length ? between(y, at(depth2)) : y;
  }, x);
}

// packages/sk-models/src/blocks/depthwise.ts
var lightSelection = {
  activations: ["linear", "linear"],
  reduction: 4,
  minWidth: 16
};
function depthwise(x, unit, { selection, activation, path }) {
  const { stage, position, stride: strides, seed } = unit;
  const filters = x.shape.at(-1);
  if (selection === void 0) {
    const name2 = `${unitName(unit)}${path === void 0 ? "" : `/${path}`}/3x3_depthwise`;
    return convActivation(x, { name: name2, filters, kernelSize: 3, strides, groups: filters, activation, seed });
  }
  const name = `SK_${stage}_${position}${path === void 0 ? "" : `_${path}`}`;
  const { activations, reduction, minWidth } = selection;
  const branches = activations.map((pathActivation, m) => ({
    ...{ kernelSize: 3, dilation: m + 1, groups: filters, activation: pathActivation }
  }));
  const layer = new SkConv2D({ name, filters, branches, reduction, minWidth, strides, seed });
  return activate(layer.apply(x), activation, name);
}

// packages/sk-models/src/blocks/lightNetwork.ts
import { input as input4, model as model4 } from "@tensorflow/tfjs-layers";
function lightNetwork(name, { stem: stem4, pool, depths, widths, outputs, strides, head, activation }, { unit, widthDivisor = 1, divisor = 1 }, { inputShape, numClasses, seed = randomSeed(), widthMultiplier = 1 }) {
  const scale = (channels2, by = divisor) => scaleChannels(channels2, widthMultiplier, by);
  const conv2 = (x, at, channels2, kernelSize, strides2) => convActivation(x, { name: at, filters: scale(channels2), kernelSize, strides: strides2, activation, seed });
  const image = input4({ shape: [...inputShape], name: "data" });
  const stemmed = pool ? pooledStem(image, { filters: scale(stem4), kernelSize: 3 }, seed) : conv2(image, "conv1/3x3_s2", stem4, 3, 2);
  const stages = {
    ...{ depths, strides },
    widths: (widths ?? outputs).map((width) => scale(width, widthDivisor)),
    outputs: outputs.map((output) => scale(output))
  };
  const features = stackStages(stemmed, stages, seed, unit);
  const last = head === void 0 ? features : conv2(features, `conv${depths.length + 2}/1x1`, head, 1, 1);
  return model4({ name, inputs: image, outputs: classifierHead(last, numClasses, seed) });
}

// packages/sk-models/src/blocks/groupedMiddle.ts
function groupedMiddle(groups) {
  return (x, unit) => {
    const name = `${unitName(unit)}/3x3${groups > 1 ? `g${groups}` : ""}`;
    const { width: filters, stride: strides, seed } = unit;
    return convBatchNorm(x, { name, filters, kernelSize: 3, strides, groups, relu: true, seed });
  };
}

// packages/sk-models/src/blocks/residualNetwork.ts
import { input as input5, model as model5 } from "@tensorflow/tfjs-layers";

// packages/sk-models/src/blocks/backbone.ts
function scaleBackbone(backbone3, factor, divisor, outputDivisor = 1) {
  return {
    ...backbone3,
    stem: { ...backbone3.stem, filters: scaleChannels(backbone3.stem.filters, factor, outputDivisor) },
    widths: backbone3.widths.map((width) => scaleChannels(width, factor, divisor)),
    outputs: backbone3.outputs.map((output) => scaleChannels(output, factor, outputDivisor))
  };
}

// packages/sk-models/src/blocks/bottleneck.ts
import { layers as layers7 } from "@tensorflow/tfjs-layers";
function bottleneck(x, unit, { middle: middle2, recalibrate: recalibrate2 }) {
  const name = unitName(unit);
  const { width, output, stride, seed } = unit;
  const reduced = convBatchNorm(x, {
    name: `${name}/1x1_reduce`,
    filters: width,
    kernelSize: 1,
    relu: true,
    seed
  });
  const increased = convBatchNorm(middle2(reduced, unit), {
    ...{ name: `${name}/1x1_increase`, filters: output, kernelSize: 1 },
    relu: false,
    seed
  });
  const residual2 = recalibrate2 === void 0 ? increased : recalibrate2(increased, unit);
  const isFirst = unit.position === 1;
  const shortcut2 = isFirst ? convBatchNorm(x, {
    ...{ name: `${name}/1x1_proj`, filters: output, kernelSize: 1, strides: stride },
    relu: false,
    seed
  }) : x;
  const sum4 = layers7.add({ name: `${name}/add` }).apply([residual2, shortcut2]);
  return layers7.activation({ name: `${name}/relu`, activation: "relu" }).apply(sum4);
}

// packages/sk-models/src/blocks/stem.ts
var photoStem = { kernelSize: 7, filters: 64, stride: 2, pool: true };
var cifarStem = { kernelSize: 3, filters: 64, stride: 1, pool: false };
function stem3(x, { kernelSize, filters, stride, pool }, seed) {
  const name = `conv1/${kernelSize}x${kernelSize}${stride > 1 ? `_s${stride}` : ""}`;
  const y = convBatchNorm(x, { name, filters, kernelSize, strides: stride, relu: true, seed });
  if (!pool) return y;
  return new SkMaxPool2D({ name: "pool1/3x3_s2", poolSize: 3, strides: 2, ceil: true }).apply(
    y
  );
}

// packages/sk-models/src/blocks/residualNetwork.ts
function residualNetwork(name, original, parts, { inputShape, numClasses, seed = randomSeed(), widthMultiplier = 1 }) {
  const backbone3 = scaleBackbone(original, widthMultiplier, parts.groups);
  const image = input5({ shape: [...inputShape], name: "data" });
  const stemmed = stem3(image, backbone3.stem, seed);
  const unit = (x, at) => bottleneck(x, at, parts);
  const features = stackStages(stemmed, backbone3, seed, unit, parts.betweenStages);
  return model5({ name, inputs: image, outputs: classifierHead(features, numClasses, seed) });
}

// packages/sk-models/src/layers/skSqueezeExcite.ts
import * as tf16 from "@tensorflow/tfjs-core";
import { serialization as registry6 } from "@tensorflow/tfjs-core";
import { InputSpec as InputSpec4 } from "@tensorflow/tfjs-layers";

// packages/sk-models/src/layers/dense.ts
import * as tf15 from "@tensorflow/tfjs-core";
function denseSpecs(name, channels2, units) {
  return [
    { name: `${name}/kernel`, shape: [channels2, units], init: "msra", trainable: true },
    { name: `${name}/bias`, shape: [units], init: "zeros", trainable: true }
  ];
}
function densePart(name, rows, channels2, units) {
  return { name, kind: "dense", outputShape: [units], cost: denseCost(rows, channels2, units) };
}
function dense(name, x, read2) {
  return tf15.add(tf15.matMul(x, read2(`${name}/kernel`)), read2(`${name}/bias`));
}

// packages/sk-models/src/layers/skSqueezeExcite.ts
var SkSqueezeExcite = class extends SkLayer {
  static className = "SkSqueezeExcite";
  reduction;
  constructor(args = {}) {
    super(args);
    this.reduction = whole(this.field("reduction"), args.reduction ?? 16, 1);
    this.inputSpec = [new InputSpec4({ ndim: 4 })];
  }
  weightSpecs(input8) {
    const channels2 = input8.at(-1);
    const width = this.width(channels2);
    return [...denseSpecs("fc1", channels2, width), ...denseSpecs("fc2", width, channels2)];
  }
  parts(input8) {
    const [n, ...outputShape] = input8;
    const channels2 = input8.at(-1);
    const width = this.width(channels2);
    const pixels = outputShape.slice(0, -1).reduce((product2, size) => product2 * size, 1);
    return [
      densePart(`${this.name}/fc1`, n, channels2, width),
      densePart(`${this.name}/fc2`, n, width, channels2),
      {
        name: `${this.name}/scale`,
        kind: "scale",
        outputShape,
        cost: exciteCost(n, pixels, channels2)
      }
    ];
  }
  computeOutputShape(inputShape) {
    return inputShape;
  }
  call(inputs) {
    return tf16.tidy(() => {
      const x = oneTensor(inputs);
      const [n, , , c] = x.shape;
      const z = tf16.relu(dense("fc1", fuse({ branches: [x] }), this.weight));
      const scale = tf16.sigmoid(dense("fc2", z, this.weight));
      return tf16.mul(x, tf16.reshape(scale, [n, 1, 1, c]));
    });
  }
  getConfig() {
    return { ...super.getConfig(), reduction: this.reduction };
  }
  weight = (name) => this.read(name);
  width(channels2) {
    return Math.max(1, Math.floor(channels2 / this.reduction));
  }
};
registry6.registerClass(SkSqueezeExcite);

// packages/sk-models/src/families/backbones.ts
var photo2 = {
  stem: photoStem,
  widths: [128, 256, 512, 1024],
  outputs: [256, 512, 1024, 2048],
  strides: [1, 2, 2, 2]
};
var resnet = { ...photo2, widths: [64, 128, 256, 512] };
var basic = { ...resnet, outputs: resnet.widths };
var cifar = {
  stem: cifarStem,
  depths: [3, 3, 3],
  outputs: [256, 512, 1024],
  strides: [1, 2, 2]
};
var backbones = {
  layers26: { ...photo2, depths: [2, 2, 2, 2] },
  layers50: { ...photo2, depths: [3, 4, 6, 3] },
  layers101: { ...photo2, depths: [3, 4, 23, 3] },
  /** Supplement A: 1/16 more in the middle and out of all units, and so 34 groups of 4. */
  layers50Wider: {
    ...{ ...photo2, depths: [3, 4, 6, 3] },
    widths: [136, 272, 544, 1088],
    outputs: [272, 544, 1088, 2176]
  },
  /** Supplement A: 2 units more in the paper's fourth stage, conv4_x. */
  layers56: { ...photo2, depths: [3, 4, 8, 3] },
  layers50x36: { ...photo2, depths: [3, 4, 6, 3], widths: [144, 288, 576, 1152] },
  resnet18: { ...basic, depths: [2, 2, 2, 2] },
  resnet34: { ...basic, depths: [3, 4, 6, 3] },
  resnet50: { ...resnet, depths: [3, 4, 6, 3] },
  resnet101: { ...resnet, depths: [3, 4, 23, 3] },
  resnet152: { ...resnet, depths: [3, 8, 36, 3] },
  /** 16x32d and 8x64d. */
  cifar29: { ...cifar, widths: [512, 1024, 2048] },
  /** 16x64d. */
  cifar29Wide: { ...cifar, widths: [1024, 2048, 4096] },
  /** Halves the 32x32 pixels in every stage, which is where the work is saved. */
  slim: {
    stem: { ...cifarStem, filters: 32 },
    depths: [2, 2, 2],
    widths: [32, 64, 128],
    outputs: [64, 128, 256],
    strides: [2, 2, 2]
  },
  digits: {
    stem: { kernelSize: 3, filters: 16, stride: 2, pool: false },
    depths: [1, 2, 2],
    widths: [16, 32, 64],
    outputs: [32, 64, 128],
    strides: [2, 2, 2]
  }
};

// packages/sk-models/src/families/senet.ts
var senetVariants = {
  senet50: {
    description: "SENet-50 on ResNeXt-50 32x4d",
    dataset: "imagenet",
    paper: {
      ...{ source: "Tables 1, 2, S2", parameters: "27.7M", gflops: "4.25" },
      unmatched: "r = 16 on each unit, as Table 1 has it, is 27.56M parameters, and 27.63M with statistics."
    },
    backbone: backbones.layers50,
    groups: 32,
    reduction: 16
  },
  senet101: {
    description: "SENet-101 on ResNeXt-101 32x4d",
    dataset: "imagenet",
    paper: {
      ...{ source: "Tables 2, S2", parameters: "49.2M", gflops: "8.00" },
      unmatched: "r = 16 on each unit, as Table 1 has it, is 48.96M parameters, and 49.09M with statistics."
    },
    backbone: backbones.layers101,
    groups: 32,
    reduction: 16
  },
  /** The paper says 16x32d, but only 8x64d gives the 35.0M that it prints. */
  senet29: {
    description: "SENet-29 on ResNeXt-29 8x64d for CIFAR",
    dataset: "cifar",
    paper: { source: "Table 5", parameters: "35.0M" },
    backbone: backbones.cifar29,
    groups: 8,
    reduction: 16
  },
  senet_slim: {
    description: "an SENet for CIFAR that a laptop can train",
    dataset: "cifar",
    backbone: backbones.slim,
    groups: 4,
    reduction: 16
  }
};
function squeezeExcite(reduction) {
  return (x, unit) => {
    const layer = new SkSqueezeExcite({ name: `${unitName(unit)}/se`, reduction, seed: unit.seed });
    return layer.apply(x);
  };
}
function buildSENet(name, { backbone: backbone3, groups, reduction }, options) {
  const parts = { groups, middle: groupedMiddle(groups), recalibrate: squeezeExcite(reduction) };
  return residualNetwork(name, backbone3, parts, options);
}
var senetEntries = familyEntries(
  "senet",
  senetVariants,
  buildSENet
);

// packages/sk-models/src/families/mobilenetv1.ts
var backbone = {
  ...{ stem: 32, pool: false, activation: "relu" },
  depths: [1, 2, 2, 6, 2],
  outputs: [64, 128, 256, 512, 1024],
  strides: [1, 2, 2, 2, 2]
};
var mobilenetv1Variants = {
  mobilenet_v1: {
    description: "MobileNet 1.0",
    dataset: "imagenet"
  },
  mobilenet_v1_se: {
    description: "MobileNet 1.0 with SE behind each depthwise convolution",
    dataset: "imagenet",
    reduction: 16
  },
  mobilenet_v1_sk: {
    description: "MobileNet 1.0 with SK convolutions",
    dataset: "imagenet",
    selection: lightSelection
  }
};
function separableUnit({ reduction, selection }) {
  return (x, unit) => {
    const seen = depthwise(x, unit, { selection, activation: "relu" });
    const scaled = reduction === void 0 ? seen : squeezeExcite(reduction)(seen, unit);
    const { output: filters, seed } = unit;
    const name = `${unitName(unit)}/1x1`;
    return convBatchNorm(scaled, { name, filters, kernelSize: 1, relu: true, seed });
  };
}
function buildMobileNetV1(name, config, options) {
  return lightNetwork(name, backbone, { unit: separableUnit(config) }, options);
}
var mobilenetv1Entries = familyEntries(
  "mobilenetv1",
  mobilenetv1Variants,
  buildMobileNetV1
);

// packages/sk-models/src/families/mobilenetv2.ts
import { layers as layers8 } from "@tensorflow/tfjs-layers";
var backbone2 = {
  ...{ stem: 32, pool: false, head: 1280, activation: "relu6" },
  depths: [1, 2, 3, 4, 3, 3, 1],
  outputs: [16, 24, 32, 64, 96, 160, 320],
  strides: [1, 2, 2, 2, 1, 2, 1]
};
var expansion = 6;
var mobilenetv2Variants = {
  mobilenet_v2: {
    description: "MobileNetV2 1.0",
    dataset: "imagenet"
  },
  mobilenet_v2_se: {
    description: "MobileNetV2 1.0 with SE behind each depthwise convolution",
    dataset: "imagenet",
    reduction: 16
  },
  mobilenet_v2_sk: {
    description: "MobileNetV2 1.0 with SK convolutions",
    dataset: "imagenet",
    selection: lightSelection
  }
};
function invertedResidual({ reduction, selection }) {
  return (x, unit) => {
    const name = unitName(unit);
    const { stage, position, output, seed } = unit;
    const conv2 = (at, from, filters, activation) => convActivation(from, { name: `${name}/${at}`, filters, kernelSize: 1, activation, seed });
    const widened = stage === 2 ? x : conv2("1x1_expand", x, expansion * x.shape.at(-1), "relu6");
    const seen = depthwise(widened, unit, { selection, activation: "relu6" });
    const scaled = reduction === void 0 ? seen : squeezeExcite(reduction)(seen, unit);
    const narrowed2 = conv2("1x1_project", scaled, output, "linear");
    if (position === 1) return narrowed2;
    return layers8.add({ name: `${name}/add` }).apply([narrowed2, x]);
  };
}
function buildMobileNetV2(name, config, options) {
  return lightNetwork(name, backbone2, { unit: invertedResidual(config) }, options);
}
var mobilenetv2Entries = familyEntries(
  "mobilenetv2",
  mobilenetv2Variants,
  buildMobileNetV2
);

// packages/sk-models/src/families/residualAttention.ts
import { input as input6, model as model6 } from "@tensorflow/tfjs-layers";

// packages/sk-models/src/blocks/attentionModule.ts
import { layers as layers9 } from "@tensorflow/tfjs-layers";

// packages/sk-models/src/layers/skResize2D.ts
import * as tf17 from "@tensorflow/tfjs-core";
import {
  serialization as registry7
} from "@tensorflow/tfjs-core";
import { InputSpec as InputSpec5 } from "@tensorflow/tfjs-layers";
var SkResize2D = class extends SkLayer {
  static className = "SkResize2D";
  size;
  constructor(args) {
    super(args);
    this.size = pair2(this.field("size"), args.size, 1);
    this.inputSpec = [new InputSpec5({ ndim: 4 })];
  }
  weightSpecs() {
    return [];
  }
  parts(input8) {
    const [n, h, w, c] = input8;
    const outputShape = [...this.size, c];
    const [x, y] = [n * h * w * c, n * this.size[0] * this.size[1] * c];
    return [{ name: this.name, kind: "other", outputShape, cost: movingCost(x + y, y + x) }];
  }
  computeOutputShape(inputShape) {
    const shape = oneShape(inputShape);
    return [shape[0], ...this.size, shape[3]];
  }
  /**
   * As two products of matrices. The gradient of `tf.image.resizeBilinear` mistakes the height for the width on the cpu
   * backend.
   */
  call(inputs) {
    return tf17.tidy(() => {
      const x = oneTensor(inputs);
      const [n, h, w, c] = x.shape;
      const [height, width] = this.size;
      const rows = tf17.matMul(shares(h, height), tf17.reshape(x, [n, h, w * c]));
      const y = tf17.matMul(shares(w, width), tf17.reshape(rows, [n * height, w, c]));
      return tf17.reshape(y, [n, height, width, c]);
    });
  }
  getConfig() {
    return { ...super.getConfig(), size: [...this.size] };
  }
};
function shares(length, outputs) {
  const step2 = outputs === 1 ? 0 : (length - 1) / (outputs - 1);
  const share = (output, pixel) => Math.max(0, 1 - Math.abs(output * step2 - pixel));
  return tf17.tensor3d([
    Array.from({ length: outputs }, (_, i) => Array.from({ length }, (_2, j) => share(i, j)))
  ]);
}
registry7.registerClass(SkResize2D);

// packages/sk-models/src/blocks/attentionModule.ts
function attentionModule(x, module) {
  const { name, unit } = module;
  const features = unit(x, `${name}/trunk/res1`);
  const trunk = unit(unit(features, `${name}/trunk/res2`), `${name}/trunk/res3`);
  const mask = softMask(hourglass(features, module, 1), module);
  const masked = layers9.multiply({ name: `${name}/multiply` }).apply([mask, trunk]);
  return unit(add9(`${name}/add`, masked, trunk), `${name}/res`);
}
function hourglass(x, module, level) {
  const { halvings, unit } = module;
  const name = `${module.name}/mask${level}`;
  const pool = new SkMaxPool2D({ name: `${name}/pool`, poolSize: 3, strides: 2, ceil: true });
  const down = unit(pool.apply(x), `${name}/down`);
  const seen = level < halvings ? add9(`${name}/add`, unit(down, `${name}/skip`), hourglass(down, module, level + 1)) : down;
  const [, height, width] = x.shape;
  const resize = new SkResize2D({ name: `${name}/resize`, size: [height, width] });
  return resize.apply(unit(seen, `${name}/up`));
}
function softMask(x, { name, preActivation, seed }) {
  const conv2 = { filters: x.shape.at(-1), kernelSize: 1, seed };
  const active = preActivation ? normAct(x, `${name}/linear1/norm`) : x;
  const hidden = convBatchNorm(active, { name: `${name}/linear1`, relu: true, ...conv2 });
  const logits = plainConv(hidden, { name: `${name}/linear2`, ...conv2 });
  return layers9.activation({ name: `${name}/sigmoid`, activation: "sigmoid" }).apply(logits);
}
var add9 = (name, ...xs) => layers9.add({ name }).apply(xs);

// packages/sk-models/src/blocks/postActivationUnit.ts
import { layers as layers10 } from "@tensorflow/tfjs-layers";
function postActivationUnit(x, unit) {
  const { name, width, output, stride: strides, groups, projects, seed } = unit;
  const pointwise = { kernelSize: 1, seed };
  const reduced = convBatchNorm(x, {
    ...{ name: `${name}/1x1_reduce`, filters: width, relu: true, ...pointwise }
  });
  const middle2 = convBatchNorm(reduced, {
    ...{ name: `${name}/3x3`, filters: width, kernelSize: 3, strides, groups, relu: true, seed }
  });
  const learned = convBatchNorm(middle2, {
    ...{ name: `${name}/1x1_increase`, filters: output, relu: false, ...pointwise }
  });
  const shortcut2 = projects ? convBatchNorm(x, {
    ...{ name: `${name}/1x1_proj`, filters: output, strides, relu: false, ...pointwise }
  }) : x;
  const sum4 = layers10.add({ name: `${name}/add` }).apply([learned, shortcut2]);
  return layers10.activation({ name: `${name}/relu`, activation: "relu" }).apply(sum4);
}

// packages/sk-models/src/blocks/preActivationUnit.ts
import { layers as layers11 } from "@tensorflow/tfjs-layers";
function preActivationUnit(x, unit) {
  const { name, width, output, stride: strides, groups, projects, seed } = unit;
  const active = normAct(x, `${name}/1x1_reduce/norm`);
  const reduced = plainConv(active, { name: `${name}/1x1_reduce`, filters: width, kernelSize: 1, seed });
  const middle2 = normActConv(reduced, {
    ...{ name: `${name}/3x3`, filters: width, kernelSize: 3, strides, groups, seed }
  });
  const learned = normActConv(middle2, {
    ...{ name: `${name}/1x1_increase`, filters: output, kernelSize: 1, seed }
  });
  const shortcut2 = projects ? plainConv(active, { name: `${name}/1x1_proj`, filters: output, kernelSize: 1, strides, seed }) : x;
  return layers11.add({ name: `${name}/add` }).apply([learned, shortcut2]);
}

// packages/sk-models/src/families/residualAttention.ts
var photo3 = { dataset: "imagenet", smallestInput: 31 };
var residualAttentionVariants = {
  attentionnext56: {
    ...photo3,
    description: "AttentionNeXt-56 (32x4d)",
    paper: {
      source: "Table 2",
      parameters: "31.9M",
      gflops: "6.32",
      unmatched: "Its authors' network file has 31.3M parameters and 6.42 GFLOPs; 31.9M are those of their Attention-56, with ResNet's units."
    },
    modules: [1, 1, 1],
    preActivation: false,
    width: 128,
    groups: 32
  },
  attention92: {
    ...photo3,
    description: "Attention-92",
    paper: {
      source: "Table 2",
      parameters: "51.3M",
      gflops: "10.43",
      unmatched: "Its authors' network file has 52.5M parameters and 10.53 GFLOPs."
    },
    modules: [1, 2, 3],
    preActivation: true,
    width: 64,
    groups: 1
  }
};
var firstOutput = 256;
function buildResidualAttention(name, { modules, preActivation, groups, ...config }, { inputShape, numClasses, seed = randomSeed(), widthMultiplier = 1 }) {
  const scale = (channels2, divisor) => scaleChannels(channels2, widthMultiplier, divisor);
  const residualUnit = preActivation ? preActivationUnit : postActivationUnit;
  const unitsOf = (stage) => {
    const width = scale(config.width * 2 ** stage, groups);
    const frame2 = { width, output: scale(firstOutput * 2 ** stage), groups, seed };
    return {
      first: (x2, name2) => residualUnit(x2, { name: name2, ...frame2, stride: stage === 0 ? 1 : 2, projects: true }),
      next: (x2, name2) => residualUnit(x2, { name: name2, ...frame2, stride: 1, projects: false })
    };
  };
  const image = input6({ shape: [...inputShape], name: "data" });
  let x = stem3(image, { ...photoStem, filters: scale(photoStem.filters) }, seed);
  modules.forEach((count, stage) => {
    const { first: first2, next: unit } = unitsOf(stage);
    x = first2(x, `conv${stage + 2}_1`);
    for (let position = 2; position <= count + 1; position += 1) {
      const name2 = `conv${stage + 2}_${position}`;
      x = attentionModule(x, { name: name2, halvings: 3 - stage, unit, preActivation, seed });
    }
  });
  const { first, next } = unitsOf(3);
  x = next(next(first(x, "conv5_1"), "conv5_2"), "conv5_3");
  const features = preActivation ? normAct(x, "norm") : x;
  return model6({ name, inputs: image, outputs: classifierHead(features, numClasses, seed) });
}
var residualAttentionEntries = familyEntries(
  "residualAttention",
  residualAttentionVariants,
  buildResidualAttention
);

// packages/sk-models/src/families/resnet.ts
var resnetVariants = {
  resnet50: {
    description: "ResNet-50",
    dataset: "imagenet",
    paper: { source: "Table S2", parameters: "25.56M" },
    backbone: backbones.resnet50
  },
  resnet101: {
    description: "ResNet-101",
    dataset: "imagenet",
    paper: { source: "Table S2", parameters: "44.55M" },
    backbone: backbones.resnet101
  },
  resnet152: {
    description: "ResNet-152",
    dataset: "imagenet",
    paper: { source: "Table S2", parameters: "60.19M" },
    backbone: backbones.resnet152
  }
};
function buildResNet(name, { backbone: backbone3 }, options) {
  return residualNetwork(name, backbone3, { groups: 1, middle: groupedMiddle(1) }, options);
}
var resnetEntries = familyEntries(
  "resnet",
  resnetVariants,
  buildResNet
);

// packages/sk-models/src/layers/skBam.ts
import * as tf19 from "@tensorflow/tfjs-core";
import { serialization as registry8 } from "@tensorflow/tfjs-core";
import { InputSpec as InputSpec6 } from "@tensorflow/tfjs-layers";

// packages/sk-models/src/layers/innerConv.ts
import * as tf18 from "@tensorflow/tfjs-core";
function innerConvSpecs(conv2) {
  const { name, filters, bias } = conv2;
  return [
    { name: `${name}/kernel`, shape: filterShape(conv2), init: "msra", trainable: true },
    ...bias ? [{ name: `${name}/bias`, shape: [filters], init: "zeros", trainable: true }] : []
  ];
}
function innerConvPart(layer, conv2, x) {
  const attrs = attrsOf(conv2, x);
  const geometry = convGeometry(x, filterShape(conv2), attrs);
  return convPart(`${layer}/${conv2.name}`, geometry, attrs, conv2.bias);
}
function innerConv(conv2, x, read2) {
  const y = groupedConv2d({ x, filter: read2(`${conv2.name}/kernel`) }, attrsOf(conv2, x.shape));
  return conv2.bias ? tf18.add(y, read2(`${conv2.name}/bias`)) : y;
}
function attrsOf(conv2, x) {
  const { kernelSize, dilation } = conv2;
  const pad4 = (kernelSize - 1) * dilation / 2;
  return convAttrs({ dilations: dilation, pad: pad4 }, x, filterShape(conv2));
}
var filterShape = ({
  kernelSize,
  channels: channels2,
  filters
}) => [kernelSize, kernelSize, channels2, filters];

// packages/sk-models/src/layers/skBam.ts
var SkBam = class extends SkLayer {
  static className = "SkBam";
  reduction;
  dilation;
  momentum;
  epsilon;
  constructor(args = {}) {
    super(args);
    this.reduction = whole(this.field("reduction"), args.reduction ?? 16, 1);
    this.dilation = whole(this.field("dilation"), args.dilation ?? 4, 1);
    this.momentum = fraction(this.field("momentum"), args.momentum ?? batchNormDefaults.momentum);
    this.epsilon = positive(this.field("epsilon"), args.epsilon ?? batchNormDefaults.epsilon);
    this.inputSpec = [new InputSpec6({ ndim: 4 })];
  }
  weightSpecs(input8) {
    const channels2 = input8.at(-1);
    const width = this.width(channels2);
    const { hidden, score } = this.pixelConvs(channels2);
    return [
      ...denseSpecs("channel/fc1", channels2, width),
      ...batchNormSpecs("channel/fc1/", width),
      ...denseSpecs("channel/fc2", width, channels2),
      ...hidden.flatMap((conv2) => [...innerConvSpecs(conv2), ...batchNormSpecs(`${conv2.name}/`, width)]),
      ...innerConvSpecs(score)
    ];
  }
  parts(input8) {
    const [n, h, w, channels2] = input8;
    const { name } = this;
    const width = this.width(channels2);
    const { hidden, score } = this.pixelConvs(channels2);
    const convPart2 = (conv2) => innerConvPart(name, conv2, [n, h, w, conv2.channels]);
    return [
      densePart(`${name}/channel/fc1`, n, channels2, width),
      batchNormPart(`${name}/channel/fc1/bn`, [n, width]),
      densePart(`${name}/channel/fc2`, n, width, channels2),
      ...hidden.flatMap((conv2) => [
        convPart2(conv2),
        batchNormPart(`${name}/${conv2.name}/bn`, [n, h, w, width])
      ]),
      convPart2(score),
      {
        ...{ name: `${name}/scale`, kind: "scale", outputShape: [h, w, channels2] },
        cost: exciteCost(n, h * w, channels2)
      }
    ];
  }
  computeOutputShape(inputShape) {
    return inputShape;
  }
  call(inputs, kwargs) {
    return tf19.tidy(() => {
      const x = oneTensor(inputs);
      const training = isTraining(kwargs);
      const gate = tf19.mul(this.channelGate(x, training), this.pixelGate(x, training));
      return tf19.mul(x, tf19.add(1, tf19.sigmoid(gate)));
    });
  }
  getConfig() {
    const { reduction, dilation, momentum, epsilon: epsilon3 } = this;
    return { ...super.getConfig(), reduction, dilation, momentum, epsilon: epsilon3 };
  }
  /** [N, 1, 1, C]. */
  channelGate(x, training) {
    const [n, , , c] = x.shape;
    const squeezed = dense("channel/fc1", fuse({ branches: [x] }), this.weight);
    const z = this.normalise("channel/fc1/", squeezed, training);
    return tf19.reshape(dense("channel/fc2", z, this.weight), [n, 1, 1, c]);
  }
  /** [N, H, W, 1]. */
  pixelGate(x, training) {
    const { hidden, score } = this.pixelConvs(x.shape.at(-1));
    const z = hidden.reduce(
      (y, conv2) => this.normalise(`${conv2.name}/`, innerConv(conv2, y, this.weight), training),
      x
    );
    return innerConv(score, z, this.weight);
  }
  normalise(prefix, x, inTraining) {
    const { momentum, epsilon: epsilon3 } = this;
    const weights = batchNormWeights(prefix, (name) => this.variable(name));
    const training = inTraining && !isFrozen(this, weights);
    return batchNorm2(x, weights, { training, momentum, epsilon: epsilon3, relu: true });
  }
  pixelConvs(channels2) {
    const width = this.width(channels2);
    const pointwise = { kernelSize: 1, dilation: 1, bias: true };
    const dilated = { kernelSize: 3, dilation: this.dilation, bias: true, channels: width, filters: width };
    return {
      hidden: [
        { ...pointwise, name: "spatial/reduce", channels: channels2, filters: width },
        { ...dilated, name: "spatial/conv0" },
        { ...dilated, name: "spatial/conv1" }
      ],
      score: { ...pointwise, name: "spatial/score", channels: width, filters: 1 }
    };
  }
  weight = (name) => this.read(name);
  width(channels2) {
    return Math.max(1, Math.floor(channels2 / this.reduction));
  }
};
registry8.registerClass(SkBam);

// packages/sk-models/src/layers/skCbam.ts
import * as tf20 from "@tensorflow/tfjs-core";
import { serialization as registry9 } from "@tensorflow/tfjs-core";
import { InputSpec as InputSpec7 } from "@tensorflow/tfjs-layers";
var SkCbam = class extends SkLayer {
  static className = "SkCbam";
  reduction;
  kernelSize;
  momentum;
  epsilon;
  constructor(args = {}) {
    super(args);
    this.reduction = whole(this.field("reduction"), args.reduction ?? 16, 1);
    this.kernelSize = whole(this.field("kernelSize"), args.kernelSize ?? 7, 1);
    this.momentum = fraction(this.field("momentum"), args.momentum ?? batchNormDefaults.momentum);
    this.epsilon = positive(this.field("epsilon"), args.epsilon ?? batchNormDefaults.epsilon);
    if (this.kernelSize % 2 === 0) {
      throw new LayerConfigError(
        this.field("kernelSize"),
        "an odd number, so that it has a centre",
        args.kernelSize
      );
    }
    this.inputSpec = [new InputSpec7({ ndim: 4 })];
  }
  weightSpecs(input8) {
    const channels2 = input8.at(-1);
    const width = this.width(channels2);
    return [
      ...denseSpecs("channel/fc1", channels2, width),
      ...denseSpecs("channel/fc2", width, channels2),
      ...innerConvSpecs(this.spatial),
      ...batchNormSpecs("spatial/", 1)
    ];
  }
  parts(input8) {
    const [n, h, w, channels2] = input8;
    const width = this.width(channels2);
    const scale = (gate) => ({
      ...{ name: `${this.name}/${gate}/scale`, kind: "scale", outputShape: [h, w, channels2] },
      cost: exciteCost(n, h * w, channels2)
    });
    return [
      // The averages and the maxima.
      densePart(`${this.name}/channel/fc1`, 2 * n, channels2, width),
      densePart(`${this.name}/channel/fc2`, 2 * n, width, channels2),
      scale("channel"),
      innerConvPart(this.name, this.spatial, [n, h, w, 2]),
      batchNormPart(`${this.name}/spatial/bn`, [n, h, w, 1]),
      scale("spatial")
    ];
  }
  computeOutputShape(inputShape) {
    return inputShape;
  }
  call(inputs, kwargs) {
    return tf20.tidy(() => {
      const x = oneTensor(inputs);
      const channels2 = tf20.mul(x, this.channelGate(x));
      return tf20.mul(channels2, this.pixelGate(channels2, isTraining(kwargs)));
    });
  }
  getConfig() {
    const { reduction, kernelSize, momentum, epsilon: epsilon3 } = this;
    return { ...super.getConfig(), reduction, kernelSize, momentum, epsilon: epsilon3 };
  }
  /** [N, 1, 1, C]. */
  channelGate(x) {
    const [n, , , c] = x.shape;
    const perceive = (features) => dense("channel/fc2", tf20.relu(dense("channel/fc1", features, this.weight)), this.weight);
    const gate = tf20.add(perceive(fuse({ branches: [x] })), perceive(tf20.max(x, [1, 2])));
    return tf20.reshape(tf20.sigmoid(gate), [n, 1, 1, c]);
  }
  /** [N, H, W, 1]. */
  pixelGate(x, inTraining) {
    const { momentum, epsilon: epsilon3 } = this;
    const map = tf20.concat([tf20.max(x, -1, true), tf20.mean(x, -1, true)], -1);
    const weights = batchNormWeights("spatial/", (name) => this.variable(name));
    const training = inTraining && !isFrozen(this, weights);
    const y = innerConv(this.spatial, map, this.weight);
    return tf20.sigmoid(batchNorm2(y, weights, { training, momentum, epsilon: epsilon3, relu: false }));
  }
  get spatial() {
    const { kernelSize } = this;
    return { name: "spatial", channels: 2, filters: 1, kernelSize, dilation: 1, bias: false };
  }
  weight = (name) => this.read(name);
  width(channels2) {
    return Math.max(1, Math.floor(channels2 / this.reduction));
  }
};
registry9.registerClass(SkCbam);

// packages/sk-models/src/families/resnext.ts
var resnextVariants = {
  resnext50: {
    description: "ResNeXt-50 32x4d",
    dataset: "imagenet",
    paper: {
      source: "Tables 1, 2, 3, 7, S2",
      parameters: ["25.0M", "25.00M"],
      gflops: "4.24",
      unmatched: "Table S2's 25.00M is 25.0M with a digit that no count has: 25.03M, or 25.10M with statistics."
    },
    backbone: backbones.layers50,
    groups: 32
  },
  resnext101: {
    description: "ResNeXt-101 32x4d",
    dataset: "imagenet",
    paper: {
      source: "Tables 2, S2",
      parameters: ["44.3M", "44.30M"],
      gflops: "7.99",
      unmatched: "Table S2's 44.30M is 44.3M with a digit that no count has: 44.18M, or 44.32M with statistics."
    },
    backbone: backbones.layers101,
    groups: 32
  },
  resnext50_wider: {
    description: "ResNeXt-50 with a sixteenth more channels in its units",
    dataset: "imagenet",
    paper: { source: "Table 3", parameters: "28.1M", gflops: "4.74" },
    backbone: backbones.layers50Wider,
    groups: 34
  },
  /** Section 4.1 calls it ResNeXt-53; Table 3 and the counts say 56. */
  resnext56_deeper: {
    description: "ResNeXt-50 with two more units in its stage of 14x14 pixels",
    dataset: "imagenet",
    paper: { source: "Table 3", parameters: "27.3M", gflops: "4.67" },
    backbone: backbones.layers56,
    groups: 32
  },
  resnext50_36x4d: {
    description: "ResNeXt-50 36x4d",
    dataset: "imagenet",
    paper: { source: "Table 3", parameters: "27.6M", gflops: "4.70" },
    backbone: backbones.layers50x36,
    groups: 36
  },
  resnext50_bam: {
    description: "ResNeXt-50 32x4d with BAM",
    dataset: "imagenet",
    paper: { source: "Table 2", parameters: "25.4M", gflops: "4.31" },
    backbone: backbones.layers50,
    groups: 32,
    attention: "bam"
  },
  resnext101_bam: {
    description: "ResNeXt-101 32x4d with BAM",
    dataset: "imagenet",
    paper: {
      ...{ source: "Table 2", parameters: "44.6M", gflops: "8.05" },
      unmatched: "44.54M parameters round to 44.5M, and the 44.68M with statistics to 44.7M."
    },
    backbone: backbones.layers101,
    groups: 32,
    attention: "bam"
  },
  resnext50_cbam: {
    description: "ResNeXt-50 32x4d with CBAM",
    dataset: "imagenet",
    paper: {
      ...{ source: "Table 2", parameters: "27.7M", gflops: "4.25" },
      unmatched: "r = 16 in each unit is 27.56M parameters, and 27.63M with statistics."
    },
    backbone: backbones.layers50,
    groups: 32,
    attention: "cbam"
  },
  resnext101_cbam: {
    description: "ResNeXt-101 32x4d with CBAM",
    dataset: "imagenet",
    paper: {
      ...{ source: "Table 2", parameters: "49.2M", gflops: "8.00" },
      unmatched: "r = 16 in each unit is 48.96M parameters, and 49.10M with statistics."
    },
    backbone: backbones.layers101,
    groups: 32,
    attention: "cbam"
  },
  resnext29_16x32d: {
    description: "ResNeXt-29 16x32d for CIFAR",
    dataset: "cifar",
    paper: { source: "Table 5", parameters: "25.2M" },
    backbone: backbones.cifar29,
    groups: 16
  },
  resnext29_8x64d: {
    description: "ResNeXt-29 8x64d for CIFAR",
    dataset: "cifar",
    paper: { source: "Table 5", parameters: "34.4M" },
    backbone: backbones.cifar29,
    groups: 8
  },
  resnext29_16x64d: {
    description: "ResNeXt-29 16x64d for CIFAR",
    dataset: "cifar",
    paper: {
      ...{ source: "Table 5", parameters: "68.1M" },
      unmatched: "68,155,210 parameters for CIFAR-10 are 68.1M cut off, but 68.2M rounded."
    },
    backbone: backbones.cifar29Wide,
    groups: 16
  },
  resnext_slim: {
    description: "a ResNeXt for CIFAR that a laptop can train",
    dataset: "cifar",
    backbone: backbones.slim,
    groups: 4
  }
};
var attentions = {
  bam: { betweenStages: bamBehindStage },
  cbam: { recalibrate: cbamInUnit }
};
function bamBehindStage(x, { stage, seed }) {
  return new SkBam({ name: `conv${stage}_x/bam`, seed }).apply(x);
}
function cbamInUnit(x, unit) {
  return new SkCbam({ name: `${unitName(unit)}/cbam`, seed: unit.seed }).apply(x);
}
function buildResNeXt(name, config, options) {
  const { backbone: backbone3, groups, attention } = config;
  const extra = attention === void 0 ? {} : attentions[attention];
  return residualNetwork(name, backbone3, { groups, middle: groupedMiddle(groups), ...extra }, options);
}
var resnextEntries = familyEntries(
  "resnext",
  resnextVariants,
  buildResNeXt
);

// packages/sk-models/src/families/shufflenetv1.ts
import { layers as layers12 } from "@tensorflow/tfjs-layers";

// packages/sk-models/src/layers/skChannelShuffle.ts
import * as tf21 from "@tensorflow/tfjs-core";
import { serialization as registry10 } from "@tensorflow/tfjs-core";
import { InputSpec as InputSpec8 } from "@tensorflow/tfjs-layers";
var SkChannelShuffle = class extends SkLayer {
  static className = "SkChannelShuffle";
  groups;
  constructor(args) {
    super(args);
    this.groups = whole(this.field("groups"), args.groups, 1);
    this.inputSpec = [new InputSpec8({ ndim: 4 })];
  }
  weightSpecs() {
    return [];
  }
  parts(input8) {
    const size = input8.reduce((product2, extent) => product2 * extent, 1);
    return [
      { name: this.name, kind: "other", outputShape: input8.slice(1), cost: movingCost(2 * size, 2 * size) }
    ];
  }
  computeOutputShape(inputShape) {
    const channels2 = oneShape(inputShape).at(-1);
    if (channels2 % this.groups !== 0) {
      throw new LayerConfigError(
        this.field("groups"),
        `a divisor of ${channels2} input channels`,
        this.groups
      );
    }
    return inputShape;
  }
  call(inputs) {
    return tf21.tidy(() => channelShuffle({ x: oneTensor(inputs) }, { groups: this.groups }));
  }
  getConfig() {
    return { ...super.getConfig(), groups: this.groups };
  }
};
registry10.registerClass(SkChannelShuffle);

// packages/sk-models/src/families/shufflenetv1.ts
var threeGroups = {
  backbone: {
    ...{ stem: 24, pool: true, activation: "relu" },
    depths: [4, 8, 4],
    outputs: [240, 480, 960],
    widths: [60, 120, 240],
    strides: [2, 2, 2]
  },
  groups: 3
};
var shufflenetv1Variants = {
  shufflenetv1: {
    description: "ShuffleNet 1x in 3 groups",
    dataset: "imagenet",
    ...threeGroups
  },
  shufflenetv1_se: {
    description: "ShuffleNet 1x in 3 groups with SE on what each unit adds",
    dataset: "imagenet",
    ...threeGroups,
    reduction: 16
  },
  shufflenetv1_sk: {
    description: "ShuffleNet 1x in 3 groups with SK convolutions",
    dataset: "imagenet",
    ...threeGroups,
    selection: lightSelection
  }
};
function shuffleUnit({ groups, reduction, selection }) {
  return (x, unit) => {
    const name = unitName(unit);
    const { stage, position, width, output, stride, seed } = unit;
    const begins = stride > 1;
    const reduced = convBatchNorm(x, {
      ...{ name: `${name}/1x1_reduce`, filters: width, kernelSize: 1, relu: true, seed },
      // The stem's channels are too few to divide.
      groups: stage === 2 && position === 1 ? 1 : groups
    });
    const shuffle = new SkChannelShuffle({ name: `${name}/shuffle`, groups });
    const shuffled = shuffle.apply(reduced);
    const seen = depthwise(shuffled, unit, { selection, activation: "linear" });
    const filters = begins ? output - x.shape.at(-1) : output;
    const increased = convBatchNorm(seen, {
      ...{ name: `${name}/1x1_increase`, filters, kernelSize: 1, groups, relu: false, seed }
    });
    const residual2 = reduction === void 0 ? increased : squeezeExcite(reduction)(increased, unit);
    const joined = begins ? layers12.concatenate({ name: `${name}/concat`, axis: -1 }).apply([residual2, shrunk(x, name)]) : layers12.add({ name: `${name}/add` }).apply([residual2, x]);
    return layers12.activation({ name: `${name}/relu`, activation: "relu" }).apply(joined);
  };
}
function shrunk(x, name) {
  const pool = new SkAveragePool2D({ name: `${name}/avgpool`, poolSize: 3, strides: 2, padding: 1 });
  return pool.apply(x);
}
function buildShuffleNetV1(name, config, options) {
  const { groups, backbone: backbone3 } = config;
  const parts = { unit: shuffleUnit(config), widthDivisor: groups, divisor: groups };
  return lightNetwork(name, backbone3, parts, options);
}
var shufflenetv1Entries = familyEntries(
  "shufflenetv1",
  shufflenetv1Variants,
  buildShuffleNetV1
);

// packages/sk-models/src/families/shufflenetv2.ts
import { layers as layers13 } from "@tensorflow/tfjs-layers";

// packages/sk-models/src/layers/skChannelSlice.ts
import * as tf22 from "@tensorflow/tfjs-core";
import { serialization as registry11 } from "@tensorflow/tfjs-core";
var SkChannelSlice = class extends SkLayer {
  static className = "SkChannelSlice";
  from;
  to;
  constructor(args) {
    super(args);
    this.from = whole(this.field("from"), args.from, 0);
    this.to = whole(this.field("to"), args.to, this.from + 1);
  }
  weightSpecs() {
    return [];
  }
  parts(input8) {
    const output = this.sliced(input8);
    const size = (shape) => shape.reduce((product2, extent) => product2 * extent, 1);
    const cost = movingCost(2 * size(output), size(output) + size(input8));
    return [{ name: this.name, kind: "other", outputShape: output.slice(1), cost }];
  }
  computeOutputShape(inputShape) {
    return this.sliced(oneShape(inputShape));
  }
  call(inputs) {
    const x = oneTensor(inputs);
    const begin = x.shape.map((_, axis) => axis === x.rank - 1 ? this.from : 0);
    return tf22.tidy(() => tf22.slice(x, begin, this.sliced(x.shape)));
  }
  getConfig() {
    const { from, to } = this;
    return { ...super.getConfig(), from, to };
  }
  /** Its shape, of an input's. */
  sliced(input8) {
    const channels2 = input8.at(-1);
    if (this.to > channels2) {
      throw new LayerConfigError(this.field("to"), `at most the ${channels2} channels of the input`, this.to);
    }
    return [...input8.slice(0, -1), this.to - this.from];
  }
};
registry11.registerClass(SkChannelSlice);

// packages/sk-models/src/families/shufflenetv2.ts
var frame = { stem: 24, pool: true, strides: [2, 2, 2], head: 1024, activation: "relu" };
var half = { ...frame, outputs: [48, 96, 192], widths: [24, 48, 96] };
var whole2 = { ...frame, outputs: [116, 232, 464], widths: [58, 116, 232] };
var backbones2 = {
  half: { ...half, depths: [4, 8, 4] },
  halfOfPaper: { ...half, depths: [4, 6, 6] },
  whole: { ...whole2, depths: [4, 8, 4] },
  /** Its first branch keeps the 24 channels that it reads: the only reading that comes to Table 4's 140.35 MFLOPs. */
  wholeOfPaper: { ...whole2, widths: [24, 116, 232], depths: [4, 6, 6] }
};
var selectionWith = (activations) => ({
  ...lightSelection,
  activations
});
var shufflenetv2Variants = {
  shufflenetv2_x0_5: {
    description: "ShuffleNetV2 0.5x",
    dataset: "imagenet",
    paper: {
      source: "Table 4, 0.5x [27]",
      parameters: "1.4M",
      mflops: "41",
      unmatched: "The 41 MFLOPs are from [27]; this network has 40.48, and 41.50 with batch norms."
    },
    backbone: backbones2.half
  },
  shufflenetv2_x0_5_466: {
    description: "ShuffleNetV2 0.5x with 4, 6 and 6 units",
    dataset: "imagenet",
    paper: { source: "Table 4, 0.5x (our impl.)", parameters: "1.40M", mflops: "40.39" },
    backbone: backbones2.halfOfPaper
  },
  shufflenetv2_x0_5_466_se: {
    description: "ShuffleNetV2 0.5x with 4, 6 and 6 units and SE",
    dataset: "imagenet",
    paper: {
      source: "Table 4, 0.5x + SE",
      parameters: "1.56M",
      mflops: "40.85",
      unmatched: "R = 4, which the printed MFLOPs ask for, is 1.54M parameters, and 1.55M with statistics."
    },
    backbone: backbones2.halfOfPaper,
    reduction: 4
  },
  shufflenetv2_x0_5_466_sk: {
    description: "ShuffleNetV2 0.5x with 4, 6 and 6 units and SK convolutions",
    dataset: "imagenet",
    paper: { source: "Table 4, 0.5x + SK", parameters: "1.48M", mflops: "42.58" },
    backbone: backbones2.halfOfPaper,
    selection: lightSelection
  },
  shufflenetv2_x1_0: {
    description: "ShuffleNetV2 1.0x",
    dataset: "imagenet",
    paper: {
      source: "Table 4, 1.0x [27]",
      parameters: "2.3M",
      mflops: "146",
      unmatched: "The 146 MFLOPs are from [27]; this network has 144.91, and 145.81 if its first shortcut keeps 24 channels."
    },
    backbone: backbones2.whole
  },
  shufflenetv2_x1_0_466: {
    description: "ShuffleNetV2 1.0x with 4, 6 and 6 units",
    dataset: "imagenet",
    paper: {
      source: "Table 4, 1.0x (our impl.)",
      parameters: "2.45M",
      mflops: "140.35",
      unmatched: "Digits are cut off, not rounded: 140.358 MFLOPs, and 2.458M parameters with statistics."
    },
    backbone: backbones2.wholeOfPaper
  },
  shufflenetv2_x1_0_466_se: {
    description: "ShuffleNetV2 1.0x with 4, 6 and 6 units and SE",
    dataset: "imagenet",
    paper: {
      source: "Table 4, 1.0x + SE",
      parameters: "2.66M",
      mflops: "141.73",
      unmatched: "No r gives both figures; r = 16 is 2.65M parameters, 2.67M with statistics, and 141.34 MFLOPs."
    },
    backbone: backbones2.wholeOfPaper,
    reduction: 16
  },
  shufflenetv2_x1_0_466_sk: {
    description: "ShuffleNetV2 1.0x with 4, 6 and 6 units and SK convolutions",
    dataset: "imagenet",
    paper: {
      source: "Table 4, 1.0x + SK",
      parameters: "2.63M",
      mflops: "145.66",
      unmatched: "No r and L give both figures; those of 0.5x + SK are 2.83M parameters (2.63M may be a misprint) and 145.26 MFLOPs."
    },
    backbone: backbones2.wholeOfPaper,
    selection: lightSelection
  },
  shufflenetv2_x1_0_466_sk_relu_k3: {
    description: "ShuffleNetV2 1.0x with SK convolutions, ReLU in the 3x3 path",
    dataset: "imagenet",
    paper: { source: "Table S1, row 1" },
    backbone: backbones2.wholeOfPaper,
    selection: selectionWith(["relu", "linear"])
  },
  shufflenetv2_x1_0_466_sk_relu_k5: {
    description: "ShuffleNetV2 1.0x with SK convolutions, ReLU in the 5x5 path",
    dataset: "imagenet",
    paper: { source: "Table S1, row 2" },
    backbone: backbones2.wholeOfPaper,
    selection: selectionWith(["linear", "relu"])
  },
  shufflenetv2_x1_0_466_sk_relu_both: {
    description: "ShuffleNetV2 1.0x with SK convolutions, ReLU in both paths",
    dataset: "imagenet",
    paper: { source: "Table S1, row 4" },
    backbone: backbones2.wholeOfPaper,
    selection: selectionWith(["relu", "relu"])
  }
};
function shuffleUnit2({ selection, reduction }) {
  return (x, unit) => {
    const name = unitName(unit);
    const { stride, width, output, seed } = unit;
    const begins = stride > 1;
    const [shortcut2, read2] = begins ? [narrowed(x, unit, selection), x] : halves(x, name);
    const branch = (at, from, filters) => convActivation(from, {
      ...{ name: `${name}/${at}`, filters, kernelSize: 1, activation: "relu", seed }
    });
    const middle2 = begins ? width : output / 2;
    const seen = depthwise(branch("1x1_in", read2, middle2), unit, { selection, activation: "linear" });
    const changed = branch("1x1_out", seen, begins ? output - width : middle2);
    const joined = layers13.concatenate({ name: `${name}/concat`, axis: -1 }).apply([shortcut2, changed]);
    const shuffle = new SkChannelShuffle({ name: `${name}/shuffle`, groups: 2 });
    const shuffled = shuffle.apply(joined);
    return reduction === void 0 ? shuffled : squeezeExcite(reduction)(shuffled, unit);
  };
}
function narrowed(x, unit, selection) {
  const { width: filters, seed } = unit;
  const seen = depthwise(x, unit, { selection, activation: "linear", path: "shortcut" });
  const name = `${unitName(unit)}/shortcut/1x1`;
  return convActivation(seen, { name, filters, kernelSize: 1, activation: "relu", seed });
}
function halves(x, name) {
  const channels2 = x.shape.at(-1);
  const slice4 = (part, from, to) => new SkChannelSlice({ name: `${name}/${part}`, from, to }).apply(x);
  return [slice4("shortcut", 0, channels2 / 2), slice4("branch", channels2 / 2, channels2)];
}
function buildShuffleNetV2(name, config, options) {
  return lightNetwork(name, config.backbone, { unit: shuffleUnit2(config), divisor: 2 }, options);
}
var shufflenetv2Entries = familyEntries(
  "shufflenetv2",
  shufflenetv2Variants,
  buildShuffleNetV2
);

// packages/sk-models/src/families/sknetConfig.ts
var K3 = { kernelSize: 3, dilation: 1, groups: 32 };
var K5 = { kernelSize: 3, dilation: 2, groups: 32 };
var K7 = { kernelSize: 3, dilation: 3, groups: 32 };
var typical = {
  branches: [K3, K5],
  reduction: 16,
  minWidth: 32
};

// packages/sk-models/src/families/sknetAblations.ts
var sknet50 = { dataset: "imagenet", backbone: backbones.layers50, ...typical };
var sknetAblations = {
  sknet50_d1: {
    description: "SKNet-50 with two 3x3 kernels, neither dilated",
    paper: { source: "Table 6", parameters: "27.5M", gflops: "4.47" },
    ...sknet50,
    branches: [K3, K3]
  },
  sknet50_d3: {
    description: "SKNet-50, the second kernel dilated by 3",
    paper: { source: "Table 6", parameters: "27.5M", gflops: "4.47" },
    ...sknet50,
    branches: [K3, K7]
  },
  sknet50_5x5_g64: {
    description: "SKNet-50, the second kernel a 5x5 in 64 groups",
    paper: { source: "Table 6", parameters: "28.1M", gflops: "4.56" },
    ...sknet50,
    branches: [K3, { kernelSize: 5, groups: 64 }]
  },
  sknet50_7x7_g128: {
    description: "SKNet-50, the second kernel a 7x7 in 128 groups",
    paper: { source: "Table 6", parameters: "28.1M", gflops: "4.55" },
    ...sknet50,
    branches: [K3, { kernelSize: 7, groups: 128 }]
  },
  sknet50_k3: {
    description: "SKNet-50 with K3 alone: ResNeXt-50",
    paper: { source: "Table 7", parameters: "25.0M", gflops: "4.24" },
    ...sknet50,
    branches: [K3],
    attention: false
  },
  sknet50_k5: {
    description: "SKNet-50 with K5 alone: ResNeXt-50, dilated by 2",
    paper: { source: "Table 7", parameters: "25.0M", gflops: "4.24" },
    ...sknet50,
    branches: [K5],
    attention: false
  },
  sknet50_k7: {
    description: "SKNet-50 with K7 alone: ResNeXt-50, dilated by 3",
    paper: { source: "Table 7", parameters: "25.0M", gflops: "4.24" },
    ...sknet50,
    branches: [K7],
    attention: false
  },
  sknet50_k3_k5_sum: {
    description: "SKNet-50 that sums K3 and K5",
    paper: { source: "Table 7", parameters: "26.5M", gflops: "4.46" },
    ...sknet50,
    branches: [K3, K5],
    attention: false
  },
  sknet50_k3_k7_sum: {
    description: "SKNet-50 that sums K3 and K7",
    paper: { source: "Table 7", parameters: "26.5M", gflops: "4.46" },
    ...sknet50,
    branches: [K3, K7],
    attention: false
  },
  sknet50_k3_k7: {
    description: "SKNet-50 selecting between K3 and K7",
    paper: { source: "Table 7", parameters: "27.5M", gflops: "4.47" },
    ...sknet50,
    branches: [K3, K7]
  },
  sknet50_k5_k7_sum: {
    description: "SKNet-50 that sums K5 and K7",
    paper: { source: "Table 7", parameters: "26.5M", gflops: "4.46" },
    ...sknet50,
    branches: [K5, K7],
    attention: false
  },
  sknet50_k5_k7: {
    description: "SKNet-50 selecting between K5 and K7",
    paper: { source: "Table 7", parameters: "27.5M", gflops: "4.47" },
    ...sknet50,
    branches: [K5, K7]
  },
  sknet50_k3_k5_k7_sum: {
    description: "SKNet-50 that sums K3, K5 and K7",
    paper: { source: "Table 7", parameters: "28.0M", gflops: "4.69" },
    ...sknet50,
    branches: [K3, K5, K7],
    attention: false
  },
  sknet50_k3_k5_k7: {
    description: "SKNet-50 selecting among K3, K5 and K7",
    paper: { source: "Table 7", parameters: "29.3M", gflops: "4.70" },
    ...sknet50,
    branches: [K3, K5, K7]
  }
};

// packages/sk-models/src/families/sknet.ts
var slim = {
  branches: [
    { kernelSize: 3, dilation: 1, groups: 4 },
    { kernelSize: 3, dilation: 2, groups: 4 }
  ],
  reduction: 16,
  minWidth: 16
};
var sknetVariants = {
  sknet26: {
    description: "SKNet-26",
    dataset: "imagenet",
    paper: { source: "Table S2", parameters: "16.8M" },
    backbone: backbones.layers26,
    ...typical
  },
  sknet50: {
    description: "SKNet-50",
    dataset: "imagenet",
    paper: { source: "Tables 1, 2, 3, 6, 7, S2", parameters: "27.5M", gflops: "4.47" },
    backbone: backbones.layers50,
    ...typical
  },
  sknet101: {
    description: "SKNet-101, with d as equation (4) says",
    dataset: "imagenet",
    paper: { source: "Tables 2, S2", parameters: "48.9M", gflops: "8.46" },
    backbone: backbones.layers101,
    ...typical
  },
  /** The authors' sknet101.prototxt has d = 16 in conv3_x, where equation (4) says 32. */
  "sknet101-released": {
    description: "SKNet-101, with d as in the weights that the authors released",
    dataset: "imagenet",
    paper: { source: "Tables 2, S2", parameters: "48.9M", gflops: "8.46" },
    backbone: backbones.layers101,
    ...typical,
    minWidth: [32, 16, 32, 32]
  },
  /** Supplement D: SK[2, 16, 32], the second kernel 1x1. L = 16 is the reading that gives the 27.7M of Table 5. */
  sknet29: {
    description: "SKNet-29 for CIFAR",
    dataset: "cifar",
    paper: { source: "Table 5", parameters: "27.7M" },
    backbone: backbones.cifar29,
    branches: [
      { kernelSize: 3, groups: 16 },
      { kernelSize: 1, groups: 16 }
    ],
    reduction: 32,
    minWidth: 16
  },
  sknet_slim: {
    description: "an SKNet for CIFAR that a laptop can train",
    dataset: "cifar",
    backbone: backbones.slim,
    ...slim
  },
  sknet_digits: {
    description: "an SKNet for 64x64 digits of any size, trained in minutes",
    dataset: "digits",
    backbone: backbones.digits,
    ...slim
  },
  ...sknetAblations
};
function selectiveMiddle({ branches, reduction, minWidth, attention = true }) {
  return (x, { stage, position, width: filters, stride: strides, seed }) => {
    const layer = new SkConv2D({
      ...{ name: `SK_${stage}_${position}`, filters, branches, reduction, attention, strides, seed },
      minWidth: typeof minWidth === "number" ? minWidth : minWidth[stage - 2]
    });
    return layer.apply(x);
  };
}
function buildSKNet(name, config, options) {
  const groups = Math.max(...config.branches.map((branch) => branch.groups ?? 1));
  return residualNetwork(name, config.backbone, { groups, middle: selectiveMiddle(config) }, options);
}
var sknetEntries = familyEntries(
  "sknet",
  sknetVariants,
  buildSKNet
);

// packages/sk-models/src/families/timm.ts
import { input as input7, model as model7 } from "@tensorflow/tfjs-layers";

// packages/sk-models/src/blocks/timmStem.ts
var timmMomentum = 0.9;
function timmStem(x, filters, deep, seed) {
  const shared = { relu: true, momentum: timmMomentum, seed };
  const last = { ...shared, filters, normName: "bn1" };
  const half2 = { ...shared, filters: Math.max(1, Math.floor(filters / 2)), kernelSize: 3 };
  const pool = new SkMaxPool2D({ name: "maxpool", poolSize: 3, strides: 2, padding: 1 });
  if (!deep) {
    return pool.apply(
      convBatchNorm(x, { ...last, name: "conv1", kernelSize: 7, strides: 2 })
    );
  }
  const first = convBatchNorm(x, { ...half2, name: "conv1/0", normName: "conv1/1", strides: 2 });
  const second = convBatchNorm(first, { ...half2, name: "conv1/3", normName: "conv1/4" });
  return pool.apply(convBatchNorm(second, { ...last, name: "conv1/6", kernelSize: 3 }));
}

// packages/sk-models/src/blocks/timmUnit.ts
import { layers as layers14 } from "@tensorflow/tfjs-layers";
function timmUnit(x, unit, settings) {
  const residual2 = (settings.block === "basic" ? basic2 : bottleneck2)(x, unit, settings);
  const addends = [recalibrate(residual2, unit, settings), shortcut(x, unit, settings)];
  const name = unitName2(unit);
  const sum4 = layers14.add({ name: `${name}/add` }).apply(addends);
  return layers14.activation({ name: `${name}/act`, activation: "relu" }).apply(sum4);
}
var unitName2 = ({ stage, position }) => `layer${stage - 1}/${position - 1}`;
function basic2(x, unit, settings) {
  const y = middle(x, unit, settings, 1);
  return plainConv2(y, unit, settings, 2, { kernelSize: 3, filters: unit.output, relu: false });
}
function bottleneck2(x, unit, settings) {
  const reduced = plainConv2(x, unit, settings, 1, { kernelSize: 1, filters: unit.width, relu: true });
  const y = middle(reduced, unit, settings, 2);
  return plainConv2(y, unit, settings, 3, { kernelSize: 1, filters: unit.output, relu: false });
}
function plainConv2(x, unit, { selective }, k, args) {
  const conv2 = `${unitName2(unit)}/conv${k}`;
  const names2 = selective === void 0 ? { name: conv2, normName: `${unitName2(unit)}/bn${k}` } : { name: `${conv2}/conv`, normName: `${conv2}/bn` };
  return convBatchNorm(x, { ...names2, ...args, momentum: timmMomentum, seed: unit.seed });
}
function middle(x, unit, settings, k) {
  const { groups, selective } = settings;
  const { width: filters, stride: strides, seed } = unit;
  if (selective === void 0) {
    return plainConv2(x, unit, settings, k, { kernelSize: 3, filters, strides, groups, relu: true });
  }
  const layer = new SkConv2D({
    ...{ name: `${unitName2(unit)}/conv${k}`, filters, strides, seed, ...selective },
    branches: [1, 2].map((dilation) => ({ kernelSize: 3, dilation, groups })),
    momentum: timmMomentum
  });
  return layer.apply(x);
}
function recalibrate(x, unit, { squeezeExcite: squeezeExcite2 }) {
  if (squeezeExcite2 === void 0) return x;
  const name = `${unitName2(unit)}/se`;
  return new SkSqueezeExcite({ name, reduction: squeezeExcite2, seed: unit.seed }).apply(x);
}
function shortcut(x, unit, { averageDown = false }) {
  const { output: filters, stride, seed } = unit;
  if (stride === 1 && x.shape.at(-1) === filters) return x;
  const name = `${unitName2(unit)}/downsample`;
  const project2 = { filters, kernelSize: 1, relu: false, momentum: timmMomentum, seed };
  if (!averageDown) {
    return convBatchNorm(x, { ...project2, name: `${name}/0`, normName: `${name}/1`, strides: stride });
  }
  const pooled = stride === 1 ? x : averagePool2(x, `${name}/0`, stride);
  return convBatchNorm(pooled, { ...project2, name: `${name}/1`, normName: `${name}/2` });
}
function averagePool2(x, name, poolSize) {
  const pool = new SkAveragePool2D({ name, poolSize, ceil: true, countIncludePad: false });
  return pool.apply(x);
}

// packages/sk-models/src/families/timm.ts
var basic3 = { block: "basic", groups: 1 };
var bottleneck3 = { block: "bottleneck", groups: 1 };
var resnext50 = { block: "bottleneck", groups: 32, backbone: backbones.layers50 };
var timmVariants = {
  skresnet18: {
    description: "timm's SK-ResNet-18, each kernel on half of the channels",
    dataset: "imagenetBicubic",
    backbone: backbones.resnet18,
    ...basic3,
    selective: { splitInput: true, reduction: 8, minWidth: 16 }
  },
  skresnet34: {
    description: "timm's SK-ResNet-34, each kernel on half of the channels",
    dataset: "imagenetBicubic",
    backbone: backbones.resnet34,
    ...basic3,
    selective: { splitInput: true, reduction: 8, minWidth: 16 }
  },
  skresnet50: {
    description: "timm's SK-ResNet-50, each kernel on half of the channels",
    dataset: "imagenetBicubic",
    backbone: backbones.resnet50,
    ...bottleneck3,
    selective: { splitInput: true, reduction: 16, minWidth: 8 }
  },
  skresnet50d: {
    description: "timm's SK-ResNet-50-D: a stem of three 3x3, averages before projections",
    dataset: "imagenetBicubic",
    backbone: backbones.resnet50,
    ...bottleneck3,
    selective: { splitInput: true, reduction: 16, minWidth: 8 },
    deepStem: true,
    averageDown: true
  },
  skresnext50_32x4d: {
    description: "timm's SK-ResNeXt-50 32x4d: SKNet-50 with PyTorch's max pool",
    dataset: "imagenetBicubic",
    ...resnext50,
    selective: { splitInput: false, reduction: 16, minWidth: 32 }
  },
  resnext50_32x4d: {
    description: "timm's ResNeXt-50 32x4d",
    dataset: "imagenetBicubic",
    ...resnext50
  },
  seresnext50_32x4d: {
    description: "timm's SE-ResNeXt-50 32x4d",
    dataset: "imagenetBicubic",
    ...resnext50,
    squeezeExcite: 16
  }
};
function buildTimm(name, config, { inputShape, numClasses, seed = randomSeed(), widthMultiplier = 1 }) {
  const halves3 = config.selective?.splitInput === true ? 2 : 1;
  const divisor = Math.max(config.groups, halves3);
  const backbone3 = scaleBackbone(config.backbone, widthMultiplier, divisor, halves3);
  const image = input7({ shape: [...inputShape], name: "data" });
  const stem4 = timmStem(image, backbone3.stem.filters, config.deepStem === true, seed);
  const features = stackStages(stem4, backbone3, seed, (x, unit) => timmUnit(x, unit, config));
  return model7({ name, inputs: image, outputs: classifierHead(features, numClasses, seed) });
}
var timmEntries = familyEntries("timm", timmVariants, buildTimm);

// packages/sk-models/src/nearestNames.ts
function nearestNames(name, candidates, count = 1) {
  return [...new Set(candidates)].map((candidate) => ({ candidate, distance: editDistance(normalise2(name), normalise2(candidate)) })).filter(({ distance }) => distance <= Math.max(2, name.length / 2)).sort((a2, b) => a2.distance - b.distance).slice(0, count).map(({ candidate }) => candidate);
}
var normalise2 = (name) => name.toLowerCase().replaceAll(/[^a-z0-9]/g, "").slice(0, 64);
function editDistance(a2, b) {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a2.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const replace = row[j - 1] + (a2[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replace, row[j] + 1, next[j - 1] + 1));
    }
    row = next;
  }
  return row[b.length];
}

// packages/sk-models/src/registry.ts
var registry12 = new Map(
  [
    ...densenetEntries,
    ...dpnEntries,
    ...inceptionResnetV2Entries,
    ...inceptionV3Entries,
    ...inceptionV4Entries,
    ...mobilenetv1Entries,
    ...mobilenetv2Entries,
    ...residualAttentionEntries,
    ...resnetEntries,
    ...resnextEntries,
    ...senetEntries,
    ...shufflenetv1Entries,
    ...shufflenetv2Entries,
    ...sknetEntries,
    ...timmEntries
  ].map((entry) => [entry.name, entry])
);
function findEntry(name) {
  const entry = registry12.get(name);
  if (entry !== void 0) return entry;
  const [near] = nearestNames(name, registry12.keys());
  const hint = near === void 0 ? "" : ` Did you mean '${near}'?`;
  throw new ModelError(`no model is called '${name}'.${hint} listModels() names all ${registry12.size}.`);
}

// packages/sk-models/src/createModel.ts
function createModel(name, options = {}) {
  const entry = findEntry(name);
  const build = buildOptions(entry, options);
  const preprocessing = preprocessingFor(entry, build.inputShape);
  const classNames = entry.labels.find((labels) => labels.length === build.numClasses);
  return withMetadata(entry.build(build), {
    skModel: name,
    preprocessing,
    ...classNames === void 0 ? {} : { classNames }
  });
}
function buildOptions({ name, defaults }, options) {
  const {
    numClasses = defaults.numClasses,
    inputShape = defaults.inputShape,
    seed,
    widthMultiplier
  } = options;
  const check = (what, value, good, wanted) => {
    if (!good) throw new ModelError(`${name}: ${what} wants ${wanted}, got ${JSON.stringify(value)}`);
  };
  const whole3 = (value, least) => Number.isSafeInteger(value) && value >= least;
  check("numClasses", numClasses, whole3(numClasses, 1), "a whole number from 1");
  const isShape = Array.isArray(inputShape) && inputShape.length === 3 && inputShape.every((size) => whole3(size, 1));
  check("inputShape", inputShape, isShape, "[height, width, channels], whole numbers from 1");
  const isFactor = widthMultiplier === void 0 || Number.isFinite(widthMultiplier) && widthMultiplier > 0;
  check("widthMultiplier", widthMultiplier, isFactor, "a number above 0");
  check("seed", seed, seed === void 0 || whole3(seed, 0), "a whole number from 0");
  return {
    numClasses,
    inputShape,
    ...seed === void 0 ? {} : { seed },
    ...widthMultiplier === void 0 ? {} : { widthMultiplier }
  };
}
function preprocessingFor({ preprocessing }, inputShape) {
  const [height, width, channels2] = inputShape;
  const { mean: mean3, std } = preprocessing;
  const average = (values) => values.reduce((sum4, value) => sum4 + value, 0) / values.length;
  const fit = (values) => values.length === channels2 ? values : new Array(channels2).fill(average(values));
  return {
    ...preprocessing,
    size: [height, width],
    channels: channels2 === 1 ? 1 : 3,
    mean: fit(mean3),
    std: fit(std)
  };
}

// packages/sk-models/src/modelFileError.ts
var ModelFileError = class extends Error {
  name = "ModelFileError";
  constructor(file, why, options) {
    super(`${file}: ${why}`, options);
  }
};

// packages/sk-models/src/weights/assignWeights.ts
import * as tf23 from "@tensorflow/tfjs-core";

// packages/sk-models/src/weights/jsonCursor.ts
var maxFields = 1e5;
var [quote, backslash, zero] = [34, 92, 48];
var nesting = { "[": 1, "{": 1, "]": -1, "}": -1 };
var utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
var JsonCursor = class {
  bytes;
  refuse;
  at = 0;
  /** @param refuse Throws the caller's error. */
  constructor(bytes, refuse3) {
    this.bytes = bytes;
    this.refuse = refuse3;
  }
  /** @param field Called with each name when its value is next. A name that stands there twice is refused. */
  object(field) {
    const names2 = /* @__PURE__ */ new Set();
    this.list("{", "}", () => {
      const name = this.string();
      if (names2.has(name)) this.refuse(`${quoted(name)} is there twice`);
      if (names2.add(name).size > maxFields) this.refuse(`has more than ${maxFields} entries`);
      this.take(":");
      field(name);
    });
  }
  /** @param item Called when an item is next. */
  array(item) {
    this.list("[", "]", item);
  }
  string() {
    this.take('"');
    const start = this.at;
    let escapes = false;
    for (; this.bytes[this.at] !== quote; this.at += 1) {
      if ((this.bytes[this.at] ?? 0) < 32) this.fail("the end of a string");
      if (this.bytes[this.at] !== backslash) continue;
      escapes = true;
      this.at += 1;
    }
    const text = this.decode(start, this.at);
    this.at += 1;
    return escapes ? this.unescape(text) : text;
  }
  /** From 0 to 2^53 - 1, without a fraction or an exponent. */
  whole() {
    this.space();
    const start = this.at;
    while (isDigit(this.bytes[this.at])) this.at += 1;
    const digits = this.at - start;
    const isNumber = digits > 0 && digits <= 16 && !/[-+.eE]/.test(this.next());
    const value = isNumber ? Number(this.decode(start, this.at)) : Number.NaN;
    const leadingZero = digits > 1 && this.bytes[start] === zero;
    if (Number.isSafeInteger(value) && !leadingZero) return value;
    this.at = start;
    return this.fail("a whole number from 0 to 2^53 - 1");
  }
  /** Passes over any value without a look at what it says. */
  skip() {
    let depth2 = 0;
    do {
      const next = this.peek();
      if (next === '"') this.string();
      else if (/[-\w]/.test(next)) while (/[-+.\w]/.test(this.next())) this.at += 1;
      else if (/[[{]/.test(next) || depth2 > 0 && /[\]},:]/.test(next)) {
        this.at += 1;
        depth2 += nesting[next] ?? 0;
      } else this.fail("a value");
    } while (depth2 > 0);
  }
  /** Only space may follow. */
  end() {
    if (this.peek() !== "") this.fail("nothing more");
  }
  list(open3, close, item) {
    this.take(open3);
    if (this.peek() !== close) {
      item(0);
      for (let index = 1; this.peek() === ","; index += 1) {
        this.take(",");
        item(index);
      }
    }
    this.take(close);
  }
  take(character) {
    if (this.peek() !== character) this.fail(character);
    this.at += 1;
  }
  peek() {
    this.space();
    return this.next();
  }
  next() {
    const byte = this.bytes[this.at];
    return byte === void 0 ? "" : String.fromCharCode(byte);
  }
  space() {
    while (isSpace(this.bytes[this.at])) this.at += 1;
  }
  decode(start, end) {
    try {
      return utf8.decode(this.bytes.subarray(start, end));
    } catch {
      return this.refuse(`byte ${start}: is not UTF-8`);
    }
  }
  unescape(text) {
    try {
      return JSON.parse(`"${text}"`);
    } catch {
      return this.fail("escapes that JSON has");
    }
  }
  fail(wanted) {
    const next = this.next();
    const got = next === "" ? "the end" : /[!-~]/.test(next) ? next : `byte ${this.bytes[this.at]}`;
    return this.refuse(`byte ${this.at}: wants ${wanted}, got ${got}`);
  }
};
function quoted(name) {
  const text = JSON.stringify(name.length > 80 ? `${name.slice(0, 80)}...` : name);
  return text.replace(/[\u007f-\u009f\u2028\u2029]/g, "?");
}
var isDigit = (byte) => byte !== void 0 && byte >= 48 && byte <= 57;
var isSpace = (byte) => byte === 32 || byte === 10 || byte === 13 || byte === 9;

// packages/sk-models/src/weights/weightLayout.ts
function shapeInFile(shape, layout) {
  if (layout === "same") return shape;
  const [outputs, inputs] = [shape.at(-1), shape.at(-2)];
  return [outputs, inputs, ...layout === "oi11" ? [1, 1] : shape.slice(0, -2)];
}
function fitsLayout(found, shape, layout) {
  const isMatrix = layout === "oi" || layout === "oi11";
  const layouts = isMatrix ? ["oi", "oi11"] : [layout];
  return layouts.some((each) => found.join() === shapeInFile(shape, each).join());
}
function fromFile(values, shape, layout) {
  if (layout === "same") return values;
  const result = new Float32Array(values.length);
  forEachPlace(shape, (model9, file) => {
    result[model9] = values[file];
  });
  return result;
}
function toFile(values, shape, layout) {
  if (layout === "same") return values;
  const result = new Float32Array(values.length);
  forEachPlace(shape, (model9, file) => {
    result[file] = values[model9];
  });
  return result;
}
function forEachPlace(shape, visit) {
  const [outputs, inputs] = [shape.at(-1), shape.at(-2)];
  const pixels = shape.slice(0, -2).reduce((product2, size) => product2 * size, 1);
  let model9 = 0;
  for (let p = 0; p < pixels; p += 1) {
    for (let i = 0; i < inputs; i += 1) {
      for (let o = 0; o < outputs; o += 1) visit(model9++, (o * inputs + i) * pixels + p);
    }
  }
}

// packages/sk-models/src/weights/assignWeights.ts
async function assignWeights(model9, source2, bindings, { ignore = () => false, keep = () => false } = {}) {
  const variables = new Map(model9.weights.map((weight2) => [weight2.originalName, weight2]));
  const used = bindings.filter(({ weight: weight2 }) => !keep(weight2));
  checkBindings(variables, used, keep);
  const problems = mismatches(source2, used, bindings, variables, ignore);
  if (problems.length > 0) {
    throw new ModelFileError(source2.what, `does not fit the model: ${problems.join("; ")}`);
  }
  for (const { weight: weight2, tensor: tensor3, layout } of used) {
    const variable = variables.get(weight2);
    const shape = variable.shape;
    const values = fromFile(await source2.read(tensor3), shape, layout);
    tf23.tidy(() => {
      variable.write(tf23.tensor(values, shape));
    });
  }
}
function checkBindings(variables, used, keep) {
  const bound = new Set(used.map(({ weight: weight2 }) => weight2));
  const strange = used.find(({ weight: weight2 }) => !variables.has(weight2));
  if (strange !== void 0) throw new ModelError(`assignWeights: the model has no weight ${strange.weight}`);
  const unbound = [...variables.keys()].find((weight2) => !bound.has(weight2) && !keep(weight2));
  if (unbound !== void 0)
    throw new ModelError(`assignWeights: no binding says where ${unbound} comes from`);
}
function mismatches({ tensors }, used, bindings, variables, ignore) {
  const known = new Set(bindings.map(({ tensor: tensor3 }) => tensor3));
  const missing = used.filter(({ tensor: tensor3 }) => !tensors.has(tensor3)).map(({ tensor: tensor3 }) => tensor3);
  const unexpected = [...tensors.keys()].filter((name) => !known.has(name) && !ignore(name)).map(quoted);
  const misshapen = used.flatMap(({ weight: weight2, tensor: tensor3, layout }) => {
    const found = tensors.get(tensor3)?.shape;
    const shape = variables.get(weight2).shape;
    return found === void 0 || fitsLayout(found, shape, layout) ? [] : [`${tensor3} [${found}] for [${shapeInFile(shape, layout)}]`];
  });
  const unreadable = used.flatMap(({ tensor: tensor3 }) => {
    const why = tensors.get(tensor3)?.unreadable;
    return why === void 0 ? [] : [`${tensor3} (${why})`];
  });
  return Object.entries({ missing, unexpected, misshapen, unreadable }).flatMap(
    ([what, names2]) => names2.length === 0 ? [] : [`${names2.length} ${what}: ${firstOf(names2)}`]
  );
}
function firstOf(names2, most2 = 10) {
  const rest = names2.length > most2 ? ` and ${names2.length - most2} more` : "";
  return `${names2.slice(0, most2).join(", ")}${rest}`;
}

// packages/sk-models/src/weights/weightPlaces.ts
function weightPlaces(model9) {
  const seen = /* @__PURE__ */ new Set();
  return layerUses(model9).flatMap(({ layer, inputs }) => {
    if (seen.has(layer)) return [];
    seen.add(layer);
    const place = (weight2, shape) => ({
      ...{ weight: weight2, shape, layer },
      path: weight2.slice(layer.name.length + 1)
    });
    if (layer.weights.length > 0 || !(layer instanceof SkLayer)) {
      return layer.weights.map(({ originalName, shape }) => place(originalName, shape));
    }
    const input8 = inputs[0]?.shape;
    return layer.weightSpecs(input8).map(({ name, shape }) => place(`${layer.name}/${name}`, shape));
  });
}

// packages/sk-models/src/weights/caffeNames.ts
var parameters = {
  kernel: "weights",
  bias: "bias",
  gamma: "scale",
  beta: "shift",
  moving_mean: "mean",
  moving_variance: "variance"
};
function caffeNames(model9) {
  return weightPlaces(model9).map(({ weight: weight2, path, shape, layer }) => {
    const parts = path.split("/");
    const leaf = parts.pop();
    const name = [...caffeLayer(layer, parts[0], leaf), parameters[leaf] ?? leaf].join("/");
    return { weight: weight2, tensor: name, layout: layoutOf(shape.length) };
  });
}
function layoutOf(rank) {
  if (rank === 4) return "oihw";
  return rank === 2 ? "oi" : "same";
}
function caffeLayer(layer, part, leaf) {
  if (!(layer instanceof SkConv2D) || part === void 0) return [layer.name];
  const unit = layer.name.replace(/^SK_/, "conv");
  const branch = layer.branches[Number(/^branch(\d+)$/.exec(part)?.[1])];
  const inUnit = branch === void 0 ? `B_${part}` : branchName(branch);
  return [unit, inUnit, ...leaf === "kernel" ? [] : ["bn"]];
}

// packages/sk-models/src/weights/timmNames.ts
var parameters2 = {
  kernel: "weight",
  bias: "bias",
  gamma: "weight",
  beta: "bias",
  moving_mean: "running_mean",
  moving_variance: "running_var"
};
function timmNames(model9) {
  const selective = model9.layers.some(isSelective);
  return weightPlaces(model9).map(({ weight: weight2, path, shape, layer }) => {
    const parts = path.split("/");
    const leaf = parts.pop();
    const part = partModule(parts.join("/"), leaf, isSelective(layer));
    const modules = [layerModule(layer.name, selective), ...part === "" ? [] : [part]];
    return {
      weight: weight2,
      tensor: [...modules, parameters2[leaf] ?? leaf].join("."),
      layout: layoutOf2(shape.length, part !== "")
    };
  });
}
var isSelective = (layer) => layer.getClassName() === "SkConv2D";
function layoutOf2(rank, inUnit) {
  if (rank === 4) return "oihw";
  if (rank === 2) return inUnit ? "oi11" : "oi";
  return "same";
}
function partModule(part, leaf, selective) {
  if (!selective) return part.replaceAll("/", ".");
  const isKernel = leaf === "kernel";
  const branch = /^branch(\d+)$/.exec(part)?.[1];
  if (branch !== void 0) return `paths.${branch}.${isKernel ? "conv" : "bn"}`;
  if (part === "fc2") return "attn.fc_select";
  return isKernel ? "attn.fc_reduce" : "attn.bn";
}
var positions = { "1x1_reduce": 1, "1x1_increase": 3 };
function layerModule(name, selective) {
  if (name === "classifier") return "fc";
  const isNorm = name.endsWith("/bn");
  if (/^conv1\/\d+x\d+/.test(name)) return isNorm ? "bn1" : "conv1";
  const [, stage, position, part = ""] = /^(?:conv|SK_)(\d+)_(\d+)(?:\/(\w+))?/.exec(name) ?? [];
  if (stage === void 0) return name.replaceAll("/", ".");
  const unit = `layer${Number(stage) - 1}.${Number(position) - 1}`;
  if (part === "se") return `${unit}.se`;
  if (part === "1x1_proj") return `${unit}.downsample.${isNorm ? 1 : 0}`;
  const index = positions[part] ?? 2;
  if (name.startsWith("SK_")) return `${unit}.conv${index}`;
  if (selective) return `${unit}.conv${index}.${isNorm ? "bn" : "conv"}`;
  return isNorm ? `${unit}.bn${index}` : `${unit}.conv${index}`;
}

// packages/sk-models/src/weights/namings.ts
var namings = {
  /** As here: the names of weights, and their layouts, that `tf.LayersModel.save` writes too. */
  sk: {
    bind: (model9) => weightPlaces(model9).map(({ weight: weight2 }) => ({ weight: weight2, tensor: weight2, layout: "same" }))
  },
  timm: {
    bind: timmNames,
    ignore: (tensor3) => tensor3 === "num_batches_tracked" || tensor3.endsWith(".num_batches_tracked")
  },
  /** The authors' own. */
  caffe: { bind: caffeNames }
};
function likeliestNaming(model9, { tensors }) {
  const found = (name) => namings[name].bind(model9).filter(({ tensor: tensor3 }) => tensors.has(tensor3)).length;
  const names2 = Object.keys(namings);
  const [best] = names2.map((name) => ({ name, found: found(name) })).sort((a2, b) => b.found - a2.found);
  return best?.name ?? "sk";
}

// packages/sk-models/src/weights/loadWeights.ts
async function loadWeights(model9, source2, { names: names2 = likeliestNaming(model9, source2), newClassifier = false } = {}) {
  const { bind, ignore } = namings[names2];
  const bindings = bind(model9);
  if (!newClassifier) checkClasses(model9, source2, bindings);
  await assignWeights(model9, source2, bindings, {
    ...ignore === void 0 ? {} : { ignore },
    ...newClassifier ? { keep: isClassifier } : {}
  });
}
var isClassifier = (weight2) => weight2.startsWith("classifier/");
function checkClasses(model9, source2, bindings) {
  const bias = bindings.find(({ weight: weight2 }) => weight2 === "classifier/bias");
  const found = source2.tensors.get(bias?.tensor ?? "")?.shape;
  const wanted = model9.outputs[0]?.shape.at(-1);
  if (found?.length !== 1 || found[0] === wanted) return;
  throw new ModelFileError(
    source2.what,
    `tells ${found[0]} classes apart and the model ${wanted}: make it with numClasses: ${found[0]}, or load with newClassifier: true to train its classifier anew`
  );
}

// packages/sk-models/src/weights/floatCodecs.ts
var floatCodecs = {
  F32: {
    largest: 34028234663852886e22,
    decode: (bytes) => new Float32Array(aligned(bytes)),
    encode: (values) => new Uint8Array(values.buffer, values.byteOffset, values.byteLength)
  },
  F16: {
    largest: 65504,
    decode: (bytes) => {
      const [bits, table] = [new Uint16Array(aligned(bytes)), halfTable()];
      return filled(new Float32Array(bits.length), (i) => table[bits[i]]);
    },
    encode: (values) => encoded(values, halfBits)
  },
  BF16: {
    largest: 33895313892515355e22,
    decode: (bytes) => {
      const bits = new Uint16Array(aligned(bytes));
      return new Float32Array(filled(new Uint32Array(bits.length), (i) => bits[i] << 16).buffer);
    },
    encode: (values) => encoded(values, bfloatBits)
  }
};
var isFloatDtype = (dtype) => Object.hasOwn(floatCodecs, dtype);
var aligned = (bytes) => new Uint8Array(bytes).buffer;
function encoded({ buffer, byteOffset, length }, shorten) {
  const bits = new Uint32Array(buffer, byteOffset, length);
  return new Uint8Array(filled(new Uint16Array(length), (i) => shorten(bits[i])).buffer);
}
function filled(array, value) {
  for (let i = 0; i < array.length; i += 1) array[i] = value(i);
  return array;
}
var isNaNBits = (magnitude) => magnitude > 2139095040;
function bfloatBits(bits) {
  if (isNaNBits(bits & 2147483647)) return bits >>> 16 | 64;
  return bits + 32767 + (bits >>> 16 & 1) >>> 16;
}
var scratch = new Float32Array(1);
var scratchBits = new Uint32Array(scratch.buffer);
function halfBits(bits) {
  const sign = bits >>> 16 & 32768;
  const magnitude = bits & 2147483647;
  if (isNaNBits(magnitude)) return sign | 32256;
  if (magnitude >= 1199566848) return sign | 31744;
  if (magnitude >= 947912704)
    return sign | magnitude - 939524096 + 4095 + (magnitude >>> 13 & 1) >>> 13;
  scratchBits[0] = magnitude;
  scratch[0] = scratch[0] + 0.5;
  return sign | scratchBits[0] - 1056964608;
}
var halves2;
function halfTable() {
  halves2 ??= Float32Array.from({ length: 65536 }, (_, bits) => {
    const sign = bits & 32768 ? -1 : 1;
    const [exponent, fraction2] = [bits >>> 10 & 31, bits & 1023];
    if (exponent === 0) return sign * fraction2 * 2 ** -24;
    if (exponent === 31) return fraction2 === 0 ? sign * Infinity : Number.NaN;
    return sign * (1 + fraction2 / 1024) * 2 ** (exponent - 15);
  });
  return halves2;
}

// packages/sk-models/src/weights/safetensorsHeader.ts
var lengthBytes = 8;
var maxHeaderBytes = 1e8;
var maxRank = 8;
var reservedNames = /* @__PURE__ */ new Set(["__proto__", "constructor", "prototype"]);
var dtypeBits = {
  ...{ BOOL: 8, U8: 8, I8: 8, U16: 16, I16: 16, U32: 32, I32: 32, U64: 64, I64: 64 },
  ...{ F4: 4, F6_E2M3: 6, F6_E3M2: 6, F8_E4M3: 8, F8_E5M2: 8, F8_E8M0: 8 },
  ...{ F16: 16, BF16: 16, F32: 32, F64: 64, C64: 64 }
};
function readHeaderLength(first, fileBytes, file) {
  const refuse3 = (why) => {
    throw new ModelFileError(file, `is no safetensors file: ${why}`);
  };
  if (first.length < lengthBytes) return refuse3(`it has ${first.length} bytes, wants 10 or more`);
  const length = new DataView(first.buffer, first.byteOffset).getBigUint64(0, true);
  if (length < 2n) return refuse3(`its header says that it has ${length} bytes`);
  if (length > BigInt(maxHeaderBytes)) {
    return refuse3(`its header says that it has ${length} bytes, wants at most ${maxHeaderBytes}`);
  }
  if (length > BigInt(fileBytes - lengthBytes)) {
    return refuse3(`its header says that it has ${length} bytes, and the file has ${fileBytes}`);
  }
  return Number(length);
}
function parseSafetensorsHeader(json, fileBytes, file) {
  const refuse3 = (why) => {
    throw new ModelFileError(file, `safetensors header: ${why}`);
  };
  if (json[0] !== 123) refuse3("byte 0: wants {");
  const cursor = new JsonCursor(json, refuse3);
  const dataStart = lengthBytes + json.length;
  const tensors = /* @__PURE__ */ new Map();
  const metadata = /* @__PURE__ */ new Map();
  cursor.object((name) => {
    if (name === "__metadata__") cursor.object((key3) => metadata.set(key3, cursor.string()));
    else tensors.set(name, readEntry(cursor, checkName(name, refuse3), dataStart, refuse3));
  });
  cursor.end();
  checkPlaces([...tensors.values()], dataStart, fileBytes, refuse3);
  return { tensors, metadata };
}
function checkName(name, refuse3) {
  if (reservedNames.has(name)) refuse3(`a tensor is called ${name}`);
  if (name === "" || /\p{Cc}|\p{Cs}/u.test(name)) refuse3(`a tensor is called ${quoted(name)}`);
  return name;
}
function readEntry(cursor, name, dataStart, refuse3) {
  const fields = {};
  cursor.object((field) => {
    if (field === "dtype") fields.dtype = cursor.string();
    else if (field === "shape")
      fields.shape = numbers(cursor, maxRank, () => refuse3(`${quoted(name)}: has more than ${maxRank} axes`));
    else if (field === "data_offsets")
      fields.data_offsets = numbers(cursor, 2, () => refuse3(`${quoted(name)}: wants two data_offsets`));
    else refuse3(`${quoted(name)}: has a field ${quoted(field)}`);
  });
  const { dtype, shape, data_offsets: [start, end] = [] } = fields;
  if (dtype === void 0 || shape === void 0 || start === void 0 || end === void 0) {
    return refuse3(`${quoted(name)}: wants dtype, shape and two data_offsets`);
  }
  const bits = Object.hasOwn(dtypeBits, dtype) ? dtypeBits[dtype] : void 0;
  if (bits === void 0) return refuse3(`${quoted(name)}: has the unknown dtype ${quoted(dtype)}`);
  const bytes = shape.reduce((product2, size) => product2 * size, 1) * bits / 8;
  if (!Number.isSafeInteger(bytes))
    refuse3(`${quoted(name)}: ${dtype} [${shape}] is no whole number of bytes below 2^53`);
  if (end - start !== bytes) {
    refuse3(
      `${quoted(name)}: ${dtype} [${shape}] takes ${bytes} bytes, data_offsets [${start}, ${end}] are ${end - start}`
    );
  }
  return {
    ...{ name, shape, dtype, start: dataStart + start, end: dataStart + end },
    ...isFloatDtype(dtype) ? {} : { unreadable: `weights are read from F32, F16 and BF16, not from ${dtype}` }
  };
}
function numbers(cursor, most2, tooMany) {
  const list = [];
  cursor.array((index) => {
    if (index === most2) tooMany();
    list.push(cursor.whole());
  });
  return list;
}
function checkPlaces(entries, dataStart, fileBytes, refuse3) {
  let covered = dataStart;
  for (const { name, start, end } of [...entries].sort((a2, b) => a2.start - b.start || a2.end - b.end)) {
    if (start < covered) refuse3(`${quoted(name)}: overlaps the tensor before it by ${covered - start} bytes`);
    if (start > covered)
      refuse3(`${quoted(name)}: leaves ${start - covered} bytes before it that belong to no tensor`);
    if (end > fileBytes) refuse3(`${quoted(name)}: ends ${end - fileBytes} bytes behind the end of the file`);
    covered = end;
  }
  if (covered < fileBytes) refuse3(`${fileBytes - covered} bytes at the end of the file belong to no tensor`);
}

// packages/sk-models/src/weights/readSafetensors.ts
function readableTensor(tensors, name, what) {
  const entry = tensors.get(name);
  if (entry === void 0) throw new ModelFileError(what, `has no tensor ${name}`);
  if (entry.unreadable !== void 0) throw new ModelFileError(what, `${name}: ${entry.unreadable}`);
  return entry;
}
function decodeTensor({ dtype }, bytes) {
  return floatCodecs[dtype].decode(bytes);
}

// packages/sk-models/src/node/weights/openShardedSafetensors.ts
import { dirname, join as join2 } from "node:path";

// packages/sk-models/src/node/plainName.ts
var isPlainName = (name) => typeof name === "string" && /^[^/\\:\0]+$/.test(name) && name !== "." && name !== "..";

// packages/sk-models/src/node/weights/openFile.ts
import { open, stat } from "node:fs/promises";
var maxPiece = 4e9;
async function openFile(path) {
  const refuse3 = (error) => {
    const missing = error.code === "ENOENT" || error.code === "ENOTDIR";
    throw new ModelFileError(path, missing ? "there is no such file" : error.message, { cause: error });
  };
  const info = await stat(path).catch(refuse3);
  if (!info.isFile())
    throw new ModelFileError(path, info.isDirectory() ? "is a folder" : "is no ordinary file");
  const file = await open(path, "r").catch(refuse3);
  return {
    path,
    size: info.size,
    read: (start, end) => readPiece(file, path, start, Math.min(end, info.size)),
    close: () => file.close()
  };
}
async function readPiece(file, path, start, end) {
  const length = Math.max(0, end - start);
  if (length > maxPiece)
    throw new ModelFileError(path, `a tensor of ${length} bytes, wants at most ${maxPiece}`);
  const piece = new Uint8Array(new ArrayBuffer(length));
  for (let done = 0; done < length; ) {
    const { bytesRead } = await file.read(piece, done, length - done, start + done);
    if (bytesRead === 0) throw new ModelFileError(path, "became shorter while it was read");
    done += bytesRead;
  }
  return piece;
}

// packages/sk-models/src/node/weights/openSafetensors.ts
async function openSafetensors(path) {
  const file = await openFile(path);
  try {
    const header = await readHeader(file);
    return {
      ...{ what: path, ...header },
      read: async (name) => {
        const entry = readableTensor(header.tensors, name, path);
        return decodeTensor(entry, await file.read(entry.start, entry.end));
      },
      close: () => file.close()
    };
  } catch (error) {
    await file.close();
    throw error;
  }
}
async function readHeader(file) {
  const length = readHeaderLength(await file.read(0, lengthBytes), file.size, file.path);
  return parseSafetensorsHeader(await file.read(lengthBytes, lengthBytes + length), file.size, file.path);
}

// packages/sk-models/src/node/weights/openShardedSafetensors.ts
var maxIndexBytes = 1e8;
var maxShards = 1e3;
async function openShardedSafetensors(path) {
  const index = await readShardIndex(path);
  const shards = /* @__PURE__ */ new Map();
  const close = async () => {
    await Promise.all([...shards.values()].map((shard) => shard.close()));
  };
  try {
    for (const name of new Set(index.values())) {
      shards.set(name, await openSafetensors(join2(dirname(path), name)));
    }
    const tensors = joinShards(index, shards, path);
    const metadata = new Map([...shards.values()].flatMap((shard) => [...shard.metadata]));
    return {
      ...{ what: path, tensors, metadata, close },
      read: async (name) => {
        readableTensor(tensors, name, path);
        return await shards.get(index.get(name)).read(name);
      }
    };
  } catch (error) {
    await close();
    throw error;
  }
}
async function readShardIndex(path) {
  const refuse3 = (why) => {
    throw new ModelFileError(path, why);
  };
  const file = await openFile(path);
  try {
    if (file.size > maxIndexBytes) refuse3(`has ${file.size} bytes, wants at most ${maxIndexBytes}`);
    return parseShardIndex(await file.read(0, file.size), refuse3);
  } finally {
    await file.close();
  }
}
function parseShardIndex(json, refuse3) {
  const cursor = new JsonCursor(json, (why) => refuse3(`index of shards: ${why}`));
  const index = /* @__PURE__ */ new Map();
  const shards = /* @__PURE__ */ new Set();
  cursor.object((field) => {
    if (field !== "weight_map") return cursor.skip();
    cursor.object((name) => {
      const shard = cursor.string();
      if (!isPlainName(shard))
        refuse3(`${quoted(name)}: wants a file in the same folder, got ${quoted(shard)}`);
      if (shards.add(shard).size > maxShards) refuse3(`names more than ${maxShards} files`);
      index.set(name, shard);
    });
  });
  cursor.end();
  return index.size > 0 ? index : refuse3("is no index of safetensors: it has no weight_map, or an empty one");
}
function joinShards(index, shards, path) {
  for (const [shard, { tensors }] of shards) {
    const stray = [...tensors.keys()].find((name) => index.get(name) !== shard);
    if (stray === void 0) continue;
    const home = index.get(stray);
    const says = home === void 0 ? "does not name it" : `says that it is in ${home}`;
    throw new ModelFileError(path, `${quoted(stray)}: is in ${shard}, and the index ${says}`);
  }
  return new Map(
    [...index].map(([name, shard]) => {
      const info = shards.get(shard)?.tensors.get(name);
      if (info !== void 0) return [name, info];
      throw new ModelFileError(path, `${quoted(name)}: is not in ${shard}, where the index says that it is`);
    })
  );
}

// packages/sk-models/src/node/weights/openTfjsWeights.ts
import { basename as basename2, dirname as dirname3, join as join4 } from "node:path";
import { io } from "@tensorflow/tfjs-core";

// packages/sk-models/src/node/modelFolder.ts
import { existsSync } from "node:fs";
import { basename, dirname as dirname2, join as join3, resolve } from "node:path";
var formerOf = (folder) => join3(dirname2(folder), `.${basename(folder)}.former`);
function completeFolder(folder) {
  const target = resolve(folder);
  const former = formerOf(target);
  return !existsSync(target) && existsSync(former) ? former : folder;
}

// packages/sk-models/src/node/parseUntrusted.ts
var maxBytes = 64 * 2 ** 20;
var maxDepth = 100;
function parseUntrusted(text, file) {
  if (text.length > maxBytes) {
    throw new ModelFileError(file, `has ${text.length} characters, wants at most ${maxBytes}`);
  }
  if (depthOf(text) > maxDepth) throw new ModelFileError(file, `is nested deeper than ${maxDepth} levels`);
  let value;
  try {
    value = JSON.parse(text, (key3, entry) => {
      if (key3 !== "__proto__" && key3 !== "constructor" && key3 !== "prototype") return entry;
      throw new ModelFileError(file, `has a field called ${key3}`);
    });
  } catch (error) {
    if (error instanceof ModelFileError) throw error;
    throw new ModelFileError(file, `is not JSON: ${error.message}`, { cause: error });
  }
  return value;
}
function depthOf(text) {
  let [depth2, deepest] = [0, 0];
  let inString = false;
  for (let i = 0; i < text.length; i += 1) {
    const character = text[i];
    if (inString) {
      if (character === "\\") i += 1;
      else if (character === '"') inString = false;
    } else if (character === '"') inString = true;
    else if (character === "{" || character === "[") deepest = Math.max(deepest, ++depth2);
    else if (character === "}" || character === "]") depth2 -= 1;
  }
  return deepest;
}

// packages/sk-models/src/node/weightsManifest.ts
var bytesPerValue = { float32: 4, int32: 4, bool: 1 };
var bytesQuantized = { uint8: 1, uint16: 2, float16: 2 };
var maxWeights = 1e5;
function readManifest(value, file) {
  const refuse3 = (why) => {
    throw new ModelFileError(file, `weightsManifest: ${why}`);
  };
  if (!Array.isArray(value)) return refuse3("wants a list");
  const names2 = /* @__PURE__ */ new Set();
  const readEntry2 = (entry) => {
    const { name, shape, dtype, quantization } = entry ?? {};
    if (typeof name !== "string" || name === "") return refuse3("an entry has no name");
    if (names2.has(name)) refuse3(`${name} is there twice`);
    if (names2.add(name).size > maxWeights) refuse3(`has more than ${maxWeights} entries`);
    if (typeof dtype !== "string" || !Object.hasOwn(bytesPerValue, dtype)) {
      refuse3(`${name}: dtype wants ${Object.keys(bytesPerValue).join(", ")}, got ${JSON.stringify(dtype)}`);
    }
    const isSize = (size) => Number.isSafeInteger(size) && size >= 0;
    if (!Array.isArray(shape) || shape.length > 8 || !shape.every(isSize)) {
      refuse3(`${name}: shape wants up to 8 whole numbers, got ${JSON.stringify(shape)?.slice(0, 80)}`);
    }
    if (!Number.isSafeInteger(product(shape) * 4)) refuse3(`${name}: [${shape}] is too large`);
    const quantized = quantization?.dtype;
    if (quantization != null && !Object.hasOwn(bytesQuantized, String(quantized))) {
      refuse3(
        `${name}: quantization wants ${Object.keys(bytesQuantized).join(", ")}, got ${JSON.stringify(quantized)}`
      );
    }
    if (quantized === "uint8" || quantized === "uint16") {
      const { min, scale } = quantization;
      if (!Number.isFinite(min) || !Number.isFinite(scale)) {
        refuse3(`${name}: quantization wants finite min and scale, got ${String(min)} and ${String(scale)}`);
      }
    }
    return entry;
  };
  return value.map((group) => {
    const { paths, weights } = group ?? {};
    if (!Array.isArray(paths) || !Array.isArray(weights)) return refuse3("each group wants paths and weights");
    const entries = weights.map(readEntry2);
    return {
      paths: paths.map((path) => isPlainName(path) ? path : refuse3(badPath(path))),
      weights: entries,
      bytes: entries.reduce((sum4, entry) => sum4 + entryBytes(entry), 0)
    };
  });
}
var product = (shape) => shape.reduce((total, size) => total * size, 1);
function entryBytes({ shape, dtype, quantization }) {
  const each = quantization == null ? bytesPerValue[dtype] : bytesQuantized[quantization.dtype];
  return product(shape) * each;
}
var badPath = (path) => `paths wants names of files in the same folder, got ${JSON.stringify(path)?.slice(0, 80)}`;

// packages/sk-models/src/node/weights/openTfjsWeights.ts
async function openTfjsWeights(path) {
  const home = completeFolder(dirname3(path));
  const manifest = join4(home, basename2(path));
  const groups = await readTfjsManifest(manifest);
  const opened = [];
  const close = async () => {
    await Promise.all(opened.map((file) => file.close()));
  };
  try {
    const places = /* @__PURE__ */ new Map();
    for (const group of groups) {
      const files = [];
      for (const name of group.paths) {
        const file = await openFile(join4(home, name));
        opened.push(file);
        files.push(file);
      }
      checkSize(group, files, manifest);
      for (const place of placesOf(group, files)) places.set(place.entry.name, place);
    }
    const tensors = new Map([...places].map(([name, { entry }]) => [name, infoOf(entry)]));
    return {
      ...{ what: manifest, tensors, close },
      read: async (name) => {
        readableTensor(tensors, name, manifest);
        return await readValues(places.get(name));
      }
    };
  } catch (error) {
    await close();
    throw error;
  }
}
var maxJsonBytes = 256 * 2 ** 20;
async function readTfjsManifest(path) {
  const file = await openFile(path);
  try {
    if (file.size > maxJsonBytes) {
      throw new ModelFileError(path, `has ${file.size} bytes, wants at most ${maxJsonBytes}`);
    }
    const text = new TextDecoder().decode(await file.read(0, file.size));
    const { weightsManifest } = parseUntrusted(text, path) ?? {};
    if (weightsManifest !== void 0) return readManifest(weightsManifest, path);
    throw new ModelFileError(path, "has no weightsManifest: not a model of TensorFlow.js");
  } finally {
    await file.close();
  }
}
function checkSize({ bytes }, files, manifest) {
  const found = files.reduce((sum4, { size }) => sum4 + size, 0);
  if (found === bytes) return;
  const what = files.map(({ path }) => path).join(" + ") || manifest;
  throw new ModelFileError(
    what,
    `has ${found} bytes, and the weights in ${basename2(manifest)} take ${bytes}`
  );
}
function placesOf({ weights }, files) {
  let end = 0;
  return weights.map((entry) => {
    const start = end;
    end += entryBytes(entry);
    return { entry, files, start };
  });
}
function infoOf({ name, shape, dtype, quantization }) {
  const isFloat = dtype === "float32";
  return {
    ...{ name, shape },
    dtype: quantization == null ? dtype : `${dtype} of ${quantization.dtype}`,
    ...isFloat ? {} : { unreadable: `weights are read from float32, not from ${dtype}` }
  };
}
async function readValues({ entry, files, start }) {
  const bytes = new Uint8Array(new ArrayBuffer(entryBytes(entry)));
  let [begin, filled2] = [start, 0];
  for (const file of files) {
    if (begin < file.size && filled2 < bytes.length) {
      const piece = await file.read(begin, begin + bytes.length - filled2);
      bytes.set(piece, filled2);
      filled2 += piece.length;
    }
    begin = Math.max(0, begin - file.size);
  }
  const { [entry.name]: value } = io.decodeWeights(bytes.buffer, [entry]);
  try {
    return await value?.data();
  } finally {
    value?.dispose();
  }
}

// packages/sk-models/src/node/weights/openWeights.ts
import { existsSync as existsSync2 } from "node:fs";
import { readdir } from "node:fs/promises";
import { join as join5 } from "node:path";

// packages/sk-models/src/weights/caffeNet.ts
import { BinaryReader, WireType } from "@bufbuild/protobuf/wire";
var net = { v1Layers: 2, layer: 100 };
var layerFields = { name: 1, type: 2, bottom: 3, top: 4, blobs: 7 };
var v1Fields = { bottom: 2, top: 3, name: 4, type: 5, blobs: 6 };
var blobFields = { num: 1, width: 4, data: 5, shape: 7, doubleData: 8 };
var v1Types = { 4: "Convolution", 14: "InnerProduct" };
var maxLayers = 1e4;
var maxBlobs = 16;
var maxRank2 = 8;
var maxStretches = 1e6;
function readCaffeNet(bytes) {
  try {
    return readLayers(bytes);
  } catch (error) {
    if (error instanceof ModelError) throw error;
    throw new ModelError(`is no Caffe model: ${error.message}`, { cause: error });
  }
}
function readLayers(bytes) {
  const layers15 = [];
  eachField(bytes, 0, bytes.length, (field, start, end) => {
    if (field !== net.layer && field !== net.v1Layers) return;
    layers15.push(readLayer(bytes, start, end, field === net.layer));
    if (layers15.length > maxLayers) throw new ModelError(`has more than ${maxLayers} layers`);
  });
  return layers15;
}
function readLayer(bytes, start, end, isNew) {
  const fields = isNew ? layerFields : v1Fields;
  const [bottoms, tops, blobs] = [[], [], []];
  let [name, type] = ["", ""];
  eachField(bytes, start, end, (field, from, to, number) => {
    const text = () => decoder.decode(bytes.subarray(from, to));
    if (field === fields.name) name = text();
    else if (field === fields.type) type = isNew ? text() : v1Types[number] ?? `type ${number} of V1`;
    else if (field === fields.bottom) bottoms.push(text());
    else if (field === fields.top) tops.push(text());
    else if (field === fields.blobs) {
      if (blobs.length === maxBlobs) throw new ModelError(`layer '${name}' has more than ${maxBlobs} blobs`);
      blobs.push(readBlob(bytes, from, to, name));
    }
  });
  return { name, type, bottoms, tops, blobs };
}
var decoder = new TextDecoder("utf-8", { fatal: true });
function readBlob(bytes, start, end, layer) {
  const legacy = [0, 0, 0, 0];
  const found = { 4: [], 8: [] };
  let shape;
  eachField(bytes, start, end, (field, from, to, number) => {
    if (field >= blobFields.num && field <= blobFields.width) legacy[field - 1] = number;
    else if (field === blobFields.shape) shape = readShape(bytes, from, to);
    else if (field === blobFields.data) found[4].push([from, to]);
    else if (field === blobFields.doubleData) found[8].push([from, to]);
    if (found[4].length + found[8].length > maxStretches) {
      throw new ModelError(`layer '${layer}' has more than ${maxStretches} values that are not packed`);
    }
  });
  const valueBytes = found[8].length > 0 ? 8 : 4;
  const stretches = found[valueBytes];
  const size = (shape ?? legacy).reduce((product2, length) => product2 * length, 1);
  const stored = stretches.reduce((sum4, [from, to]) => sum4 + to - from, 0);
  const isWhole2 = stretches.every(([from, to]) => (to - from) % valueBytes === 0);
  if (!isWhole2 || stored !== size * valueBytes) {
    const wanted = `${size} values of ${valueBytes} bytes for its shape [${shape ?? legacy}]`;
    throw new ModelError(`layer '${layer}': a blob wants ${wanted}, has ${stored} bytes`);
  }
  return { shape: shape ?? legacy, valueBytes, stretches };
}
function readShape(bytes, start, end) {
  const shape = [];
  const add13 = (length) => {
    if (!Number.isSafeInteger(length) || length < 0 || shape.length === maxRank2) {
      throw new ModelError(`a shape wants up to ${maxRank2} whole numbers, got [${shape},${length}]`);
    }
    shape.push(length);
  };
  eachField(bytes, start, end, (field, from, to, number) => {
    if (field !== 1) return;
    if (from === to) return add13(number);
    const reader = new BinaryReader(bytes.subarray(from, to));
    while (reader.pos < reader.len) add13(Number(reader.int64()));
  });
  return shape;
}
function eachField(bytes, start, end, visit) {
  const reader = new BinaryReader(bytes.subarray(start, end));
  while (reader.pos < reader.len) {
    const [field, wire] = reader.tag();
    if (wire === WireType.Varint) {
      const number = Number(reader.int64());
      visit(field, start + reader.pos, start + reader.pos, number);
      continue;
    }
    const size = wire === WireType.LengthDelimited ? reader.uint32() : sizes[wire];
    if (size === void 0) throw new ModelError(`field ${field} has wire type ${wire}`);
    const from = reader.pos;
    if (from + size > reader.len) throw new ModelError(`field ${field} is longer than what it is in`);
    reader.pos = from + size;
    visit(field, start + from, start + from + size, Number.NaN);
  }
}
var sizes = { [WireType.Bit32]: 4, [WireType.Bit64]: 8 };

// packages/sk-models/src/weights/caffeTensors.ts
function caffeTensors(layers15) {
  const scales = scalesOfNorms(layers15);
  const used = new Set(scales.values());
  const names2 = /* @__PURE__ */ new Set();
  return layers15.flatMap((layer) => {
    if (layer.blobs.length === 0 || used.has(layer)) return [];
    if (names2.has(layer.name)) throw new ModelError(`two of its layers are called '${layer.name}'`);
    names2.add(layer.name);
    return tensorsOf(layer, scales.get(layer));
  });
}
function tensorsOf(layer, scale) {
  const { name, type, blobs } = layer;
  switch (type) {
    case "Convolution":
      return named2(layer, blobs, ["weights", "bias"], 1);
    case "InnerProduct":
      return named2({ ...layer, blobs: blobs.map(withoutLeadingOnes) }, blobs, ["weights", "bias"], 1);
    case "CuDNNBatchNorm":
      return named2(layer, blobs, ["scale", "shift", "mean", "variance"], 4);
    case "BatchNorm": {
      const [mean3, variance, divisor] = blobs;
      if (mean3 === void 0 || variance === void 0 || divisor === void 0) {
        throw new ModelError(`BatchNorm '${name}' wants 3 blobs, has ${blobs.length}`);
      }
      const statistics = named2(layer, [mean3, variance], ["mean", "variance"], 2);
      const affine = scale === void 0 ? [] : named2(layer, scale.blobs, ["scale", "shift"], 1);
      return [...affine, ...statistics.map((tensor3) => ({ ...tensor3, divisor }))];
    }
    default:
      return blobs.map((blob, i) => ({ name: `${name}/${i}`, shape: blob.shape, blob }));
  }
}
function named2({ name, type, blobs: shapes }, blobs, parts, least) {
  if (blobs.length < least || blobs.length > parts.length) {
    throw new ModelError(`${type} '${name}' wants ${parts.join(", ")}, has ${blobs.length} blobs`);
  }
  return blobs.map((blob, i) => {
    const shape = shapes[i].shape;
    const isWeights = parts[i] === "weights";
    return { name: `${name}/${parts[i]}`, shape: isWeights ? shape : vectorShape(blob), blob };
  });
}
function vectorShape({ shape }) {
  return [shape.reduce((product2, size) => product2 * size, 1)];
}
var withoutLeadingOnes = (blob) => blob.shape.length === 4 && blob.shape[0] === 1 && blob.shape[1] === 1 ? { ...blob, shape: blob.shape.slice(2) } : blob;
function scalesOfNorms(layers15) {
  const scales = /* @__PURE__ */ new Map();
  const waiting = /* @__PURE__ */ new Map();
  for (const layer of layers15) {
    const [bottom, top] = [layer.bottoms[0] ?? "", layer.tops[0] ?? ""];
    const norm = waiting.get(bottom);
    if (layer.type === "Scale" && layer.bottoms.length === 1 && norm !== void 0) {
      scales.set(norm, layer);
      waiting.delete(bottom);
    }
    if (layer.type === "BatchNorm") waiting.set(top, layer);
  }
  return scales;
}

// packages/sk-models/src/node/caffe/openCaffemodel.ts
var maxFileBytes = 2 ** 31;
async function openCaffemodel(path) {
  const bytes = await readBytes(path);
  const found = new Map(listTensors(bytes, path).map((tensor3) => [tensor3.name, tensor3]));
  const tensors = new Map([...found].map(([name, tensor3]) => [name, infoOf2(tensor3)]));
  return {
    ...{ what: path, tensors },
    read: async (name) => {
      readableTensor(tensors, name, path);
      return readTensor(bytes, found.get(name));
    },
    close: async () => void 0
  };
}
async function readBytes(path) {
  const file = await openFile(path);
  try {
    if (file.size <= maxFileBytes) return await file.read(0, file.size);
    throw new ModelFileError(path, `has ${file.size} bytes, wants at most ${maxFileBytes}`);
  } finally {
    await file.close();
  }
}
function listTensors(bytes, path) {
  let tensors;
  try {
    tensors = caffeTensors(readCaffeNet(bytes));
  } catch (error) {
    throw error instanceof ModelError ? new ModelFileError(path, error.message, { cause: error }) : error;
  }
  if (tensors.length > 0) return tensors;
  throw new ModelFileError(path, "has no weights: wants a .caffemodel with the layers of a network");
}
function infoOf2({ name, shape, blob }) {
  return { name, shape, dtype: blob.valueBytes === 4 ? "float" : "double" };
}
function readTensor(bytes, { blob, divisor }) {
  const values = readBlob2(bytes, blob);
  if (divisor === void 0) return values;
  const [factor = 0] = readBlob2(bytes, divisor);
  const scale = factor === 0 ? 0 : 1 / factor;
  return values.map((value) => value * scale);
}
function readBlob2(bytes, { valueBytes, stretches }) {
  const total = stretches.reduce((sum4, [from, to]) => sum4 + to - from, 0);
  const joined = new Uint8Array(new ArrayBuffer(total));
  let at = 0;
  for (const [from, to] of stretches) {
    joined.set(bytes.subarray(from, to), at);
    at += to - from;
  }
  return valueBytes === 4 ? new Float32Array(joined.buffer) : Float32Array.from(new Float64Array(joined.buffer));
}

// packages/sk-models/src/node/keras/checkGlobalHeaps.ts
var signature = [71, 67, 79, 76];
var headerBytes = 16;
var alignment = 8;
function damagedGlobalHeap(file) {
  const view = new DataView(file.buffer, file.byteOffset, file.length);
  for (let at = file.indexOf(signature[0]); at >= 0; at = file.indexOf(signature[0], at + 1)) {
    const found = at + headerBytes <= file.length && signature.every((byte, i) => file[at + i] === byte);
    if (found && !isWhole(view, at)) return at;
  }
  return void 0;
}
function isWhole(view, at) {
  const end = at + sizeAt(view, at + 8);
  if (!(end <= view.byteLength)) return false;
  for (let object = at + headerBytes; object + headerBytes <= end; ) {
    const size = sizeAt(view, object + 8);
    const isFree = view.getUint16(object, true) === 0;
    const next = isFree ? object + size : object + headerBytes + Math.ceil(size / alignment) * alignment;
    if (!(next > object && next <= end)) return false;
    object = next;
  }
  return true;
}
var sizeAt = (view, at) => Number(view.getBigUint64(at, true));

// packages/sk-models/src/node/keras/hdf5Library.ts
var instances = 0;
var current;
async function hdf5Library() {
  current ??= load(instances);
  return await current;
}
function discard() {
  instances += 1;
  current = void 0;
}
async function load(instance) {
  try {
    const address = instance === 0 ? "h5wasm" : `${import.meta.resolve("h5wasm")}?${instance}`;
    const library = await import(address);
    const { FS, ...module } = await library.ready;
    module.activate_throwing_error_handler?.();
    removeDevices(FS);
    return library;
  } catch (error) {
    current = void 0;
    throw new ModelFileError("h5wasm", "reading HDF5 files needs this package: npm install h5wasm", {
      cause: error
    });
  }
}
function removeDevices(files) {
  for (const name of files.readdir("/dev")) {
    if (/^(tty\d*|u?random|std(in|out|err)|null)$/.test(name)) files.unlink(`/dev/${name}`);
  }
}
var pageBytes = 65536;
var ownBytes = 64 * 2 ** 20;
function guarded(what, bytes, run) {
  const memory = WebAssembly.Memory.prototype;
  const { grow } = memory;
  memory.grow = function(pages) {
    if (this.buffer.byteLength + pages * pageBytes > ownBytes + 4 * bytes) throw new RangeError("too much");
    return grow.call(this, pages);
  };
  try {
    return run();
  } catch (error) {
    if (error instanceof ModelFileError) throw error;
    const failed = error instanceof WebAssembly.RuntimeError || error instanceof RangeError;
    if (failed) discard();
    const why = failed ? "the HDF5 library failed on it" : innermost(error.message);
    throw new ModelFileError(what, `is damaged: ${why}`, { cause: error });
  } finally {
    memory.grow = grow;
  }
}
function innermost(message) {
  const causes = [...message.matchAll(/^\s*#\d+: .*?\(\): (.*)$/gm)].map(([, cause]) => cause);
  const known = causes.find((cause) => /required filter/.test(cause));
  return (known ?? causes.at(-1) ?? message.split("\n")[0]).slice(0, 200);
}

// packages/sk-models/src/node/keras/hdf5Types.ts
var [wholeClass, floatClass] = [0, 1];
function dtypeName({ type, size, signed }) {
  if (type === floatClass) return `float${size * 8}`;
  return type === wholeClass ? `${signed ? "" : "u"}int${size * 8}` : `HDF5 class ${type}`;
}
function whyUnreadable(metadata) {
  const { type, size, shape, virtual_sources, chunks, total_size } = metadata;
  if (virtual_sources !== void 0) return "is virtual: its values are in other files";
  if (shape === null) return "has no values";
  const known = type === floatClass ? [2, 4, 8].includes(size) : type === wholeClass;
  if (!known || metadata.vlen) return `${dtypeName(metadata)} is not read as weights`;
  const most2 = Math.max(2 ** 20, total_size * size);
  const chunk = (chunks ?? []).reduce((product2, length) => product2 * length, size);
  return chunk > most2 ? "has chunks that are larger than itself" : void 0;
}
function toFloats(bytes, { type, size, signed, littleEndian }) {
  const count = bytes.length / size;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (type === floatClass && size === 4 && littleEndian) return floatCodecs.F32.decode(bytes);
  if (type === floatClass && size === 2) return floatCodecs.F16.decode(littleEndian ? bytes : swapped(bytes));
  const kind = type === floatClass ? "Float" : signed ? "Int" : "Uint";
  const read2 = readers[`${kind}${size * 8}`];
  return Float32Array.from({ length: count }, (_, i) => read2(view, i * size, littleEndian));
}
var readers = {
  Float32: (view, at, little) => view.getFloat32(at, little),
  Float64: (view, at, little) => view.getFloat64(at, little),
  Int8: (view, at) => view.getInt8(at),
  Int16: (view, at, little) => view.getInt16(at, little),
  Int32: (view, at, little) => view.getInt32(at, little),
  Int64: (view, at, little) => Number(view.getBigInt64(at, little)),
  Uint8: (view, at) => view.getUint8(at),
  Uint16: (view, at, little) => view.getUint16(at, little),
  Uint32: (view, at, little) => view.getUint32(at, little),
  Uint64: (view, at, little) => Number(view.getBigUint64(at, little))
};
function swapped(bytes) {
  return bytes.map((_, i) => bytes[i ^ 1]);
}

// packages/sk-models/src/node/keras/openHdf5.ts
var maxDepth2 = 32;
var maxObjects = 1e5;
var maxAttributeBytes = 64 * 2 ** 20;
var maxRatio = 1e3;
async function openHdf5(path, limits = {}) {
  const { maxFileBytes: maxFileBytes2 = 2 ** 31 } = limits;
  const file = await openFile(path);
  try {
    if (file.size > maxFileBytes2) {
      throw new ModelFileError(path, `has ${file.size} bytes, wants at most ${maxFileBytes2}`);
    }
    return await readHdf5(await file.read(0, file.size), path, limits);
  } finally {
    await file.close();
  }
}
async function readHdf5(bytes, what, { maxBytes: maxBytes2 = 4e9 } = {}) {
  const heap = damagedGlobalHeap(bytes);
  if (heap !== void 0) throw new ModelFileError(what, `is damaged: its strings at byte ${heap} overlap`);
  const library = await hdf5Library();
  const file = guarded(what, bytes.length, () => openInMemory(library, bytes));
  const close = () => guarded(what, bytes.length, () => void file.close());
  try {
    const found = guarded(what, bytes.length, () => listDatasets(library, file, what));
    checkSizes(found, bytes.length, maxBytes2, what);
    const tensors = new Map([...found].map(([name, metadata]) => [name, infoOf3(name, metadata)]));
    return {
      ...{ what, tensors },
      read: async (name) => {
        readableTensor(tensors, name, what);
        const metadata = found.get(name);
        const size = metadata.total_size * metadata.size;
        const read2 = guarded(what, bytes.length + size, () => readDataset(library, file, name, size));
        return toFloats(read2, metadata);
      },
      strings: (group, attribute) => guarded(what, bytes.length, () => readStrings(file, group, attribute, what)),
      close: async () => close()
    };
  } catch (error) {
    close();
    throw error;
  }
}
function openInMemory({ File, FS }, bytes) {
  const files = FS;
  files.writeFile("/weights.h5", bytes, { canOwn: true });
  try {
    return new File("/weights.h5", "r");
  } finally {
    files.unlink("/weights.h5");
  }
}
function listDatasets({ Group: GroupOf, Dataset: DatasetOf, ExternalLink }, file, what) {
  const found = /* @__PURE__ */ new Map();
  let objects = 0;
  const walk = (group, path, depth2) => {
    if (depth2 > maxDepth2) throw new ModelFileError(what, `${path}: is deeper than ${maxDepth2} groups`);
    for (const key3 of group.keys()) {
      const name = path === "" ? key3 : `${path}/${key3}`;
      if (++objects > maxObjects) throw new ModelFileError(what, `holds more than ${maxObjects} objects`);
      if (key3 === "" || key3 === "." || key3 === ".." || key3.includes("/")) {
        throw new ModelFileError(what, `${JSON.stringify(name.slice(0, 80))} is no name`);
      }
      if (file.get_link(`/${name}`) !== null) throw new ModelFileError(what, `${name}: is a link`);
      const entity = file.get(`/${name}`);
      if (entity instanceof ExternalLink) {
        throw new ModelFileError(what, `${name}: is a link to another file`);
      }
      if (entity instanceof GroupOf) walk(entity, name, depth2 + 1);
      else if (entity instanceof DatasetOf) found.set(name, entity.metadata);
      else throw new ModelFileError(what, `${name}: is neither a group nor a dataset`);
    }
  };
  walk(file, "", 0);
  return found;
}
function checkSizes(found, fileBytes, maxBytes2, what) {
  let total = 0;
  for (const [name, { total_size, size }] of found) {
    const bytes = total_size * size;
    total += bytes;
    if (!(bytes >= 0 && bytes <= maxRatio * fileBytes && total <= maxBytes2)) {
      const most2 = Math.min(maxRatio * fileBytes, maxBytes2);
      throw new ModelFileError(what, `${name} wants ${bytes} bytes, which is too much (of at most ${most2})`);
    }
  }
}
function infoOf3(name, metadata) {
  const unreadable = whyUnreadable(metadata);
  const info = { name, shape: metadata.shape ?? [], dtype: dtypeName(metadata) };
  return unreadable === void 0 ? info : { ...info, unreadable };
}
function readDataset({ Module }, file, name, size) {
  if (size === 0) return new Uint8Array();
  const { _malloc, _free } = Module;
  const at = _malloc(size);
  if (at === 0) throw new Error(`no memory for the ${size} bytes of ${name}`);
  try {
    Module.get_dataset_data(file.file_id, `/${name}`, null, null, null, BigInt(at));
    return Module.HEAPU8.slice(at, at + size);
  } finally {
    _free(at);
  }
}
function readStrings(file, path, attribute, what) {
  const entity = path === "/" ? file : file.get(`/${path}`);
  if (entity === null || entity === void 0) return void 0;
  const { attrs } = entity;
  if (Object.hasOwn(attrs, attribute)) return readAttribute(attrs[attribute], `${path}: ${attribute}`, what);
  const parts = [];
  for (let n = 0; Object.hasOwn(attrs, `${attribute}${n}`); n += 1) {
    parts.push(...readAttribute(attrs[`${attribute}${n}`], `${path}: ${attribute}${n}`, what));
  }
  return parts.length === 0 ? void 0 : parts;
}
function readAttribute(attribute, title, what) {
  const { metadata } = attribute;
  if (!(metadata.total_size * metadata.size <= maxAttributeBytes)) {
    throw new ModelFileError(what, `${title}: takes more than ${maxAttributeBytes} bytes`);
  }
  if (metadata.total_size === 0) return [];
  const value = [attribute?.value].flat();
  if (Array.isArray(value) && value.every((text) => typeof text === "string")) return value;
  throw new ModelFileError(what, `${title}: wants text`);
}

// packages/sk-models/src/node/keras/readKerasZip.ts
import { crc32 } from "node:zlib";
import { openPromise } from "yauzl";
var members = { "config.json": 64 * 2 ** 20, "model.weights.h5": 4 * 2 ** 30 };
var maxEntries = 1e4;
var smallBytes = 256 * 2 ** 20;
var maxRatio2 = 100;
async function readKerasZip(path) {
  const { size, close } = await openFile(path);
  await close();
  let zip;
  try {
    zip = await openPromise(path, { lazyEntries: true, autoClose: false, strictFileNames: true });
    const found = await readMembers(zip, path, size);
    const read2 = (name) => found.get(name) ?? refuse2(path, `has no ${name} in it`);
    return { "config.json": read2("config.json"), "model.weights.h5": read2("model.weights.h5") };
  } catch (error) {
    if (error instanceof ModelFileError) throw error;
    const why = error.message.split("\n")[0].slice(0, 200);
    throw new ModelFileError(path, `is no .keras file: ${why}`, { cause: error });
  } finally {
    zip?.close();
  }
}
function refuse2(path, why) {
  throw new ModelFileError(path, why);
}
async function readMembers(zip, path, size) {
  const names2 = /* @__PURE__ */ new Set();
  const wanted = [];
  let [packed, first] = [0, size];
  for await (const entry of zip.eachEntry()) {
    const { fileName, compressedSize, relativeOffsetOfLocalHeader } = entry;
    if (names2.has(fileName)) refuse2(path, `has ${JSON.stringify(fileName.slice(0, 80))} twice`);
    if (names2.add(fileName).size > maxEntries) refuse2(path, `has more than ${maxEntries} members`);
    packed += compressedSize;
    first = Math.min(first, relativeOffsetOfLocalHeader);
    if (Object.hasOwn(members, fileName)) wanted.push(entry);
  }
  if (packed > size) refuse2(path, `has members of ${packed} bytes together, in a file of ${size}`);
  if (names2.size > 0 && first !== 0) refuse2(path, "has something before its first member");
  const found = /* @__PURE__ */ new Map();
  for (const entry of wanted) found.set(entry.fileName, await readMember(zip, entry, path));
  return found;
}
async function readMember(zip, entry, path) {
  const { fileName, compressedSize, uncompressedSize } = entry;
  const no = (why) => refuse2(path, `${fileName}: ${why}`);
  const most2 = members[fileName];
  if (entry.isEncrypted()) no("is encrypted");
  if (!entry.canDecodeFileData()) no(`is packed in a way that is not known (${entry.compressionMethod})`);
  if (uncompressedSize > most2) no(`takes ${uncompressedSize} bytes, wants at most ${most2}`);
  if (uncompressedSize > smallBytes && uncompressedSize > maxRatio2 * compressedSize) {
    no(`takes ${uncompressedSize} bytes, ${maxRatio2} times what it has in the file or more`);
  }
  const bytes = await collect(await zip.openReadStreamPromise(entry), uncompressedSize, no);
  if (crc32(bytes) !== entry.crc32) no("is damaged: its checksum is another");
  return bytes;
}
async function collect(stream, length, no) {
  const bytes = new Uint8Array(new ArrayBuffer(length));
  let done = 0;
  for await (const chunk of stream) {
    if (done + chunk.length > length) no("is longer than it says");
    bytes.set(chunk, done);
    done += chunk.length;
  }
  return done === length ? bytes : no("is shorter than it says");
}

// packages/sk-models/src/node/keras/openKerasWeights.ts
async function openKerasWeights(path) {
  const zip = await readKerasZip(path);
  return await readHdf5(zip["model.weights.h5"], `${path}: model.weights.h5`);
}

// packages/sk-models/src/node/weights/openWeights.ts
var formats = [
  { ending: ".safetensors", open: openSafetensors },
  { ending: ".safetensors.index.json", open: openShardedSafetensors },
  { ending: ".json", open: openTfjsWeights },
  { ending: ".keras", open: openKerasWeights },
  { ending: ".h5", open: openHdf5 },
  { ending: ".hdf5", open: openHdf5 },
  { ending: ".caffemodel", open: openCaffemodel }
];
var inFolder = ["model.safetensors", "model.safetensors.index.json", "model.json"];
async function openWeights(path) {
  const file = await findFile(path);
  const format = formats.find(({ ending }) => file.toLowerCase().endsWith(ending));
  if (format !== void 0) return await format.open(file);
  throw new ModelFileError(
    file,
    `is of no known kind: wants ${formats.map(({ ending }) => `*${ending}`).join(", ")}`
  );
}
async function findFile(path) {
  const folder = completeFolder(path);
  const names2 = await readdir(folder).catch((error) => {
    if (error.code === "ENOTDIR") return void 0;
    throw new ModelFileError(path, error.code === "ENOENT" ? "there is no such file" : error.message, {
      cause: error
    });
  });
  if (names2 === void 0) return path;
  const usual = inFolder.find((name) => existsSync2(join5(folder, name)));
  if (usual !== void 0) return join5(folder, usual);
  const known = names2.filter((name) => formats.some(({ ending }) => name.toLowerCase().endsWith(ending)));
  if (known.length === 1) return join5(folder, known[0]);
  const found = known.length === 0 ? "no file of weights" : `${known.length} of them`;
  throw new ModelFileError(path, `wants one file of weights in it (${inFolder.join(", ")}), has ${found}`);
}

// packages/sk-models/src/node/replaceFile.ts
import { randomUUID } from "node:crypto";
import { mkdir, open as open2, rename, rm } from "node:fs/promises";
import { basename as basename3, dirname as dirname4, join as join6, resolve as resolve2 } from "node:path";
async function replaceFile(path, write) {
  const target = resolve2(path);
  const temporary = join6(dirname4(target), `.${basename3(target)}.new-${randomUUID()}`);
  try {
    await mkdir(dirname4(target), { recursive: true });
    const file = await open2(temporary, "wx");
    try {
      await write(file);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, target);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => void 0);
    if (error instanceof ModelFileError) throw error;
    throw new ModelFileError(path, `cannot be written: ${error.message}`, { cause: error });
  }
}

// packages/sk-models/src/node/weights/writeSafetensors.ts
var bytesOf = { F32: 4, F16: 2, BF16: 2 };
async function writeSafetensors(path, tensors, { dtype = "F32", metadata = {} } = {}) {
  const names2 = new Set(tensors.map(({ name }) => name));
  if (names2.size < tensors.length) throw new ModelFileError(path, "two tensors would have the same name");
  const header = encodeHeader(tensors, dtype, metadata);
  const dataBytes = tensors.reduce((sum4, { shape }) => sum4 + sizeOf(shape) * bytesOf[dtype], 0);
  parseSafetensorsHeader(header.subarray(lengthBytes), header.length + dataBytes, path);
  await replaceFile(path, async (file) => {
    await file.writeFile(header);
    for (const tensor3 of tensors) await writeTensor(file, tensor3, dtype, path);
  });
}
function encodeHeader(tensors, dtype, metadata) {
  let end = 0;
  const entries = tensors.map(({ name, shape }) => {
    const start = end;
    end += sizeOf(shape) * bytesOf[dtype];
    return [name, { dtype, shape, data_offsets: [start, end] }];
  });
  const note = Object.keys(metadata).length === 0 ? [] : [["__metadata__", metadata]];
  const json = new TextEncoder().encode(JSON.stringify(Object.fromEntries([...note, ...entries])));
  const length = Math.ceil(json.length / 8) * 8;
  const header = new Uint8Array(lengthBytes + length).fill(32);
  new DataView(header.buffer).setBigUint64(0, BigInt(length), true);
  header.set(json, lengthBytes);
  return header;
}
async function writeTensor(file, tensor3, dtype, path) {
  const { name, shape } = tensor3;
  const values = await tensor3.read();
  if (values.length !== sizeOf(shape)) {
    throw new ModelFileError(
      path,
      `${name}: [${shape}] wants ${sizeOf(shape)} numbers, got ${values.length}`
    );
  }
  const { largest: largest2, encode } = floatCodecs[dtype];
  const tooLarge = dtype === "F32" ? void 0 : values.find((value) => Math.abs(value) > largest2 && Number.isFinite(value));
  if (tooLarge !== void 0) {
    throw new ModelFileError(
      path,
      `${name}: ${tooLarge} is larger than ${dtype} holds (${largest2}); F32 has room`
    );
  }
  await file.writeFile(encode(values));
}
var sizeOf = (shape) => shape.reduce((product2, size) => product2 * size, 1);

// packages/sk-models/src/node/weights/saveWeights.ts
async function saveWeights(model9, path, { dtype = "F32", names: names2 = "sk", metadata = {} } = {}) {
  const { skModel } = modelMetadata(model9);
  const about = { format: names2 === "timm" ? "pt" : "tfjs", ...skModel === void 0 ? {} : { skModel } };
  await writeSafetensors(path, namedTensors(model9, names2), { dtype, metadata: { ...about, ...metadata } });
}
function namedTensors(model9, names2) {
  const variables = new Map(model9.weights.map((weight2) => [weight2.originalName, weight2]));
  return namings[names2].bind(model9).map(({ weight: weight2, tensor: tensor3, layout }) => {
    const variable = variables.get(weight2);
    const shape = variable.shape;
    return {
      name: tensor3,
      shape: shapeInFile(shape, layout),
      read: async () => toFile(await variable.read().data(), shape, layout)
    };
  });
}

// tools/golden/.mem.ts
await tf24.setBackend("cpu");
var model8 = createModel("skresnext50_32x4d", { seed: 1 });
globalThis.gc();
var rss = () => process.memoryUsage();
var a = rss();
var most = 0;
var t = setInterval(() => {
}, 1e6);
var source = await openWeights("/tmp/timm-full/skresnext50_32x4d.safetensors");
var read = source.read;
var largest = 0;
var s2 = { ...source, read: async (n) => {
  const v = await read(n);
  most = Math.max(most, rss().arrayBuffers - a.arrayBuffers);
  largest = Math.max(largest, v.byteLength);
  return v;
} };
var t0 = performance.now();
await loadWeights(model8, s2);
console.log("load ms", performance.now() - t0, "arrayBuffers over the model MB", most / 1e6, "largest tensor MB", largest / 1e6, "maxRSS MB", process.resourceUsage().maxRSS / 1e3, "rss before", a.rss / 1e6);
t0 = performance.now();
await saveWeights(model8, "/tmp/timm-full/out.st", { dtype: "F16", names: "timm" });
console.log("save ms", performance.now() - t0, "maxRSS MB", process.resourceUsage().maxRSS / 1e3);
clearInterval(t);
