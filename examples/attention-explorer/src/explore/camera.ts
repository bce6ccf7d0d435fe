/** Frames of the camera, from the click that asks for it until it is stopped. */
import type { RasterImage } from 'sk-viz';
import { rasterOf } from './picture.js';

/** Between two frames; a frame that takes longer to compute is waited for. */
const pause = 250;

/**
 * @param onFrame Is waited for before the next frame is taken.
 * @returns How to stop. @throws Error in words where there is no camera, or it is refused
 */
export async function startCamera(onFrame: (image: RasterImage) => Promise<void>): Promise<() => void> {
  if (navigator.mediaDevices === undefined) {
    throw new Error(
      'Browsers give the camera to pages of https and of localhost alone: drop a picture instead.',
    );
  }
  const stream = await navigator.mediaDevices
    .getUserMedia({ video: { facingMode: 'environment' } })
    .catch((error: DOMException) => {
      throw new Error(
        error.name === 'NotAllowedError'
          ? 'The camera was refused: allow it in the address bar, or drop a picture instead.'
          : 'No camera was found: drop a picture instead.',
      );
    });
  const video = document.createElement('video');
  Object.assign(video, { srcObject: stream, muted: true, playsInline: true });
  await video.play();
  let stopped = false;
  const loop = async (): Promise<void> => {
    while (!stopped) {
      await onFrame(rasterOf(video, video.videoWidth, video.videoHeight));
      await new Promise((next) => setTimeout(next, pause));
    }
  };
  void loop();
  return () => {
    stopped = true;
    for (const track of stream.getTracks()) track.stop();
  };
}
