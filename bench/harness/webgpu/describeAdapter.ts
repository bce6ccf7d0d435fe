/** The device in words, and in file names. */
import type { AdapterReport } from 'sk-backend-webgpu';
import type { Device } from '../runtimes/runtime.js';

/** Under Dawn `device` is the card's own name, and `description` its driver. */
export function describeAdapter(report: AdapterReport): Device {
  const { vendor, architecture, device, description, software } = report;
  const words = [...new Set([device || `${vendor} ${architecture}`.trim(), description])].filter(Boolean);
  const own = (words[0] ?? 'unknown').toLowerCase();
  return {
    name: words.join(', ') || 'a nameless adapter',
    slug: own.match(/[a-z0-9.]+/g)?.join('-') ?? 'unknown',
    software,
  };
}
