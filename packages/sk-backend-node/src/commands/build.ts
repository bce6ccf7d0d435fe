/** `sk-backend-node build`. */
import { type BuildSettings, buildBinding } from '../build/buildBinding.js';

export async function runBuild(settings: Omit<BuildSettings, 'note'>): Promise<void> {
  const { binding, tensorflow } = await buildBinding({ ...settings, note: (text) => console.error(text) });
  console.log(`binding     ${binding}`);
  console.log(`TensorFlow  ${tensorflow}`);
  console.log('Next: npx sk-backend-node check');
}
