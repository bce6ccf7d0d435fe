/** Every public function with options, and every layer, refuses a name that it does not know and suggests the nearest. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as node from 'sk-backend-node/node';
import * as wasm from 'sk-backend-wasm';
import * as wasmNode from 'sk-backend-wasm/node';
import * as webgpu from 'sk-backend-webgpu';
import * as webgpuNode from 'sk-backend-webgpu/node';
import * as conformance from 'sk-conformance';
import * as check from 'sk-conformance/check';
import * as core from 'sk-core';
import * as io from 'sk-io';
import * as ioNode from 'sk-io/node';
import * as onnx from 'sk-io/onnx';
import * as models from 'sk-models';
import { sknet } from 'sk-models/families/sknet';
import * as layers from 'sk-models/layers';
import * as mpi from 'sk-mpi/node';
import * as train from 'sk-train';
import * as trainNode from 'sk-train/node';
import * as viz from 'sk-viz';
import * as vizNode from 'sk-viz/node';
import { describe, expect, it } from 'vitest';
import { entriesOf, manifests, root } from '../../../api/entries.mjs';

type Options = Readonly<Record<string, unknown>>;
/** A name that the function knows, and a call with options. */
type Row = readonly [known: string, call: (options: never) => unknown];

/** An argument that nothing asks before the options are checked. */
const any = undefined as never;

const op =
  (run: unknown) =>
  (attrs: Options): unknown =>
    (run as (inputs: object, attrs: Options) => unknown)({}, attrs);
const layer =
  (Layer: unknown) =>
  (args: Options): unknown =>
    new (Layer as new (args: Options) => unknown)(args);

const rows: Readonly<Record<string, Row>> = {
  'sk-backend-node/node start': ['threads', (o) => node.start(o)],
  'sk-backend-wasm install': ['heapLimitBytes', (o) => wasm.install(o)],
  'sk-backend-wasm/node start': ['threads', (o) => wasmNode.start(o)],
  'sk-backend-webgpu start': ['allowSoftware', (o) => webgpu.start(o)],
  'sk-backend-webgpu/node start': ['adapter', (o) => webgpuNode.start(o)],
  'sk-conformance backendSuite': ['provides', (o) => conformance.backendSuite(o)],
  'sk-conformance contractSuite': ['knownFailures', (o) => conformance.contractSuite(o)],
  'sk-conformance layerSuite': ['inputShape', (o) => conformance.layerSuite(o)],
  'sk-conformance modelSuite': ['backendName', (o) => conformance.modelSuite([], o)],
  'sk-conformance/check noise': ['spread', (o) => check.noise([1], 1, o)],
  'sk-core attentionCost': ['pixels', (o) => core.attentionCost(o)],
  'sk-core selectionCost': ['branches', (o) => core.selectionCost(o)],
  'sk-core convCost': ['bias', (o) => core.convCost(any, o)],
  'sk-core denseCost': ['bias', (o) => core.denseCost(1, 1, 1, o)],
  'sk-core conv2d': ['dilations', (o) => core.conv2d(any, any, o)],
  'sk-core convAttrs': ['strides', (o) => core.convAttrs(o, any, any)],
  'sk-core installKernels': ['overrides', (o) => core.installKernels(any, o)],
  'sk-core momentumStep': ['learningRate', (o) => core.momentumStep(o)],
  'sk-core moveAverages': ['momentum', (o) => core.moveAverages([o])],
  'sk-core attend': ['epsilon', op(core.attend)],
  'sk-core attendBackprop': ['epsilon', op(core.attendBackprop)],
  'sk-core selectFuseBackprop': ['branch', op(core.selectFuseBackprop)],
  'sk-core selectiveKernel': ['epsilon', op(core.selectiveKernel)],
  'sk-core groupedConv2dBackpropInputAdd': ['pads', op(core.groupedConv2dBackpropInputAdd)],
  'sk-core batchNormAddRelu': ['epsilon', op(core.batchNormAddRelu)],
  'sk-core batchNormAddReluBackprop': ['epsilon', op(core.batchNormAddReluBackprop)],
  'sk-core batchNormOverRanks': ['epsilon', (o) => core.batchNormOverRanks(any, o, any)],
  'sk-core batchNormTraining': ['epsilon', op(core.batchNormTraining)],
  'sk-core batchNormTrainingBackprop': ['relu', op(core.batchNormTrainingBackprop)],
  'sk-core channelShuffle': ['groups', op(core.channelShuffle)],
  'sk-core fuseBackprop': ['shape', op(core.fuseBackprop)],
  'sk-core fusedGroupedConv2d': ['activation', op(core.fusedGroupedConv2d)],
  'sk-core groupedConv2d': ['dilations', op(core.groupedConv2d)],
  'sk-core dropout': ['rate', op(core.dropout)],
  'sk-core groupedConv2dBackpropFilter': ['shape', op(core.groupedConv2dBackpropFilter)],
  'sk-core groupedConv2dBackpropInput': ['pads', op(core.groupedConv2dBackpropInput)],
  'sk-core selectBackpropBranch': ['branch', op(core.selectBackpropBranch)],
  'sk-core softmaxCrossEntropy': ['labelSmoothing', op(core.softmaxCrossEntropy)],
  'sk-core softmaxCrossEntropyBackprop': ['labelSmoothing', op(core.softmaxCrossEntropyBackprop)],
  'sk-mpi/node findMpi': ['library', (o) => mpi.findMpi(o)],
  'sk-mpi/node startMpi': ['implementation', (o) => mpi.startMpi(o)],
  'sk-io assignWeights': ['ignore', (o) => io.assignWeights(any, any, any, o)],
  'sk-io fittingModels': ['prefix', (o) => io.fittingModels(any, [], o)],
  'sk-io loadWeights': ['newClassifier', (o) => io.loadWeights(any, any, o)],
  'sk-io modelFromFiles': ['maxBytes', (o) => io.modelFromFiles(any, o)],
  'sk-io nearestModel': ['prefix', (o) => io.nearestModel(any, [], o)],
  'sk-io readSafetensors': ['limits', (o) => io.readSafetensors(any, 'none', o)],
  'sk-io timmMetadata': ['ownPreprocessing', (o) => io.timmMetadata(any, {} as never, o)],
  'sk-io/onnx exportOnnx': ['layout', (o) => onnx.exportOnnx(any, o)],
  'sk-io/node createModel': ['numClasses', (o) => ioNode.createModel('sknet_slim', o)],
  'sk-io/node fetchWeights': ['cacheFolder', (o) => ioNode.fetchWeights('none', o)],
  'sk-io/node loadKeras': ['weights', (o) => ioNode.loadKeras('none', o)],
  'sk-io/node loadModel': ['maxBytes', (o) => ioNode.loadModel('none', o)],
  'sk-io/node openWeights': ['limits', (o) => ioNode.openWeights('none', o)],
  'sk-io/node openSavedModel': ['onNote', (o) => ioNode.openSavedModel('none', o)],
  'sk-io/node openShard': ['cacheFolder', (o) => ioNode.openShard(any, o)],
  'sk-io/node readImage': ['maxPixels', (o) => ioNode.readImage('none', o)],
  'sk-io/node saveOnnx': ['layout', (o) => ioNode.saveOnnx(any, 'none', o)],
  'sk-io/node saveWeights': ['dtype', (o) => ioNode.saveWeights(any, 'none', o)],
  'sk-io/node writeCheckpoint': ['identity', (o) => ioNode.writeCheckpoint('none', any, {} as never, o)],
  'sk-io/node writeSafetensors': ['metadata', (o) => ioNode.writeSafetensors('none', [], o)],
  'sk-models createModel': ['numClasses', (o) => models.createModel('sknet_slim', o)],
  'sk-models describeModel': ['inputShape', (o) => models.describeModel('sknet_slim', o)],
  'sk-models withBlueprint': ['seed', (o) => models.withBlueprint('sknet_slim', o, () => undefined)],
  'sk-models registry.build': ['widthMultiplier', (o) => models.findEntry('sknet_slim').build(o)],
  'sk-models/families/* createModel': ['numClasses', (o) => sknet.createModel('sknet_slim', o)],
  'sk-models addDropPath': ['seed', (o) => models.addDropPath(any, 0.1, o)],
  'sk-models gradCam': ['classIndex', (o) => models.gradCam(any, any, o)],
  'sk-models CapturedModel': ['fold', (o) => new models.CapturedModel(any, o)],
  'sk-models captureModel': ['fold', (o) => models.captureModel(any, o)],
  'sk-models replaceHead': ['classNames', (o) => models.replaceHead(any, 3, o)],
  'sk-models/layers SkAveragePool2D': ['countIncludePad', layer(layers.SkAveragePool2D)],
  'sk-models/layers SkBam': ['reduction', layer(layers.SkBam)],
  'sk-models/layers SkArithmetic': ['operation', layer(layers.SkArithmetic)],
  'sk-models/layers SkBatchNorm': ['epsilon', layer(layers.SkBatchNorm)],
  'sk-models/layers SkCbam': ['kernelSize', layer(layers.SkCbam)],
  'sk-models/layers SkChannelShuffle': ['groups', layer(layers.SkChannelShuffle)],
  'sk-models/layers SkChannelSlice': ['from', layer(layers.SkChannelSlice)],
  'sk-models/layers SkConv2D': ['minWidth', layer(layers.SkConv2D)],
  'sk-models/layers SkDropout': ['rate', layer(layers.SkDropout)],
  'sk-models/layers SkDropPath': ['rate', layer(layers.SkDropPath)],
  'sk-models/layers SkFit2D': ['interpolation', layer(layers.SkFit2D)],
  'sk-models/layers SkFoldedConv2D': ['branches', layer(layers.SkFoldedConv2D)],
  'sk-models/layers SkFusedConv2D': ['residual', layer(layers.SkFusedConv2D)],
  'sk-models/layers SkGroupNorm': ['groups', layer(layers.SkGroupNorm)],
  'sk-models/layers SkGroupedConv2D': ['dilationRate', layer(layers.SkGroupedConv2D)],
  'sk-models/layers SkMaxPool2D': ['poolSize', layer(layers.SkMaxPool2D)],
  'sk-models/layers SkNormalization': ['variance', layer(layers.SkNormalization)],
  'sk-models/layers SkResize2D': ['size', layer(layers.SkResize2D)],
  'sk-models/layers SkSqueezeExcite': ['trainable', layer(layers.SkSqueezeExcite)],
  'sk-train ArrayDataset': ['classNames', (o) => new train.ArrayDataset(o)],
  'sk-train batchOrder': ['batchSize', (o) => train.batchOrder(1, o).next()],
  'sk-train findLearningRate': ['steps', (o) => train.findLearningRate(any, any, o)],
  'sk-train evaluate': ['batchSize', (o) => train.evaluate(any, any, o)],
  'sk-train Evaluator': ['tta', (o) => new train.Evaluator(any, o)],
  'sk-train fit': ['recipe', (o) => train.fit(any, o)],
  'sk-train learningRateAt': ['warmupEpochs', (o) => train.learningRateAt(0, 1, o)],
  'sk-train Momentum': ['weightDecay', (o) => new train.Momentum(any, o)],
  'sk-train TrainStep': ['labelSmoothing', (o) => new train.TrainStep(any, o)],
  'sk-train/node openTestData': ['preprocessing', (o) => trainNode.openTestData(any, o)],
  'sk-train/node openTrainingData': ['signal', (o) => trainNode.openTrainingData(any, any, 1, o)],
  'sk-viz collectAttention': ['allowNoUnits', (o) => viz.collectAttention(any, [], o).next()],
  'sk-viz measureGradCam': ['skipped', (o) => viz.measureGradCam(any, [], o)],
  'sk-viz measureImages': ['samples', (o) => viz.measureImages(any, [], o)],
  'sk-viz renderSvg': ['theme', (o) => viz.renderSvg(any, o)],
  'sk-viz/node measureFolder': ['limit', (o) => vizNode.measureFolder(any, o)],
  'sk-viz/node openModel': ['allowNonFinite', (o) => vizNode.openModel('none', o)],
  'sk-viz/node writeFigures': ['onFigure', (o) => vizNode.writeFigures('none', [], o)],
};

/** Functions whose options are checked by another test, or are no options. */
const others: Readonly<Record<string, string>> = {
  'sk-core convGeometry': 'reads complete attributes, which convAttrs makes',
  'sk-core momentumStepComposite': 'reads a step that momentumStep has checked',
  'sk-core weightSteps': 'reads a step that momentumStep has checked',
  'sk-core checkOptions': 'checks the options of others',
  'sk-io/command backendCandidates': 'is called before sk-core is loaded',
  'sk-io/command countedWork': 'is called before sk-core is loaded',
  'sk-io/command startChosenBackend': 'takes all options of a command, which the command line has checked',
  'sk-io/node readPixels': 'reads a target that may be a whole preprocessing',
  'sk-io/node readTrainingPixels': 'reads a target that may be a whole preprocessing',
  'sk-models replaceConvs': 'asks for a model first: surgeryOptions.test.ts of sk-models',
  'sk-models/layers SkLayer': 'is abstract: its classes list their settings',
};

const optionTypes =
  /(?<![\w.])(?!ErrorOptions)\w+(?:Options|Settings|Args|Attrs|UnderTest|Choice|Words|Target|MomentumStep|MovingAverage)\b|\{/;

/** Lists functions, ops and classes of a report that take options. */
function takingOptions(report: string): string[] {
  let className = '';
  return report
    .split('\n')
    .flatMap((line) => {
      className = /^export (?:abstract )?class (\w+)/.exec(line)?.[1] ?? className;
      const [, name, parameters = ''] =
        /^export function (\w+)(?:<.*>)?\((.*)\): /.exec(line) ??
        /^export const (\w+): \((.*?)\) =>/.exec(line) ??
        /^export const (\w+): Op<(.*)/.exec(line) ??
        [];
      const [, ofClass] = /^ {4}constructor\((.*)\);/.exec(line) ?? [];
      if (ofClass !== undefined) return optionTypes.test(ofClass) ? [className] : [];
      return name !== undefined && optionTypes.test(parameters.replace(/\{$/, '')) ? [name] : [];
    })
    .filter((name, i, all) => all.indexOf(name) === i);
}

describe('a misspelt option', () => {
  it.each(Object.entries(rows))('of %s is refused', async (_, [known, call]) => {
    const misspelt = `${known}${known.at(-1)}`;
    const run = async (): Promise<unknown> => call({ [misspelt]: 1 } as never);
    await expect(run()).rejects.toThrow(`has no '${misspelt}' (did you mean '${known}'?); there `);
  });

  it('has a row above for each function of the reports that takes options', () => {
    const missing = [...manifests().values()].flatMap((manifest) =>
      entriesOf(manifest).flatMap(({ specifier, report }) =>
        takingOptions(readFileSync(join(root, 'packages', manifest.name, 'api', report), 'utf8'))
          .map((name) => `${specifier} ${name}`)
          .filter((name) => !Object.hasOwn(rows, name) && !Object.hasOwn(others, name)),
      ),
    );
    expect(missing).toEqual([]);
  });

  it('is known of each layer, which lists its settings itself', () => {
    const classes = Object.values(layers as Readonly<Record<string, unknown>>).filter(
      (value): value is typeof layers.SkLayer =>
        typeof value === 'function' && value.prototype instanceof layers.SkLayer,
    );
    expect(classes).toHaveLength(19);
    expect(classes.filter((own) => !Object.hasOwn(own, 'args'))).toEqual([]);
  });
});
