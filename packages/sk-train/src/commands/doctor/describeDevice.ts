/** The lines of `sk-train doctor` about a GPU. */
import type { DeviceReport } from 'sk-io/command';

/** Returns adapter, driver, features and limits, a line each. */
export function describeDevice({ software, limits, features, products, ...names }: DeviceReport): string[] {
  const { vendor, architecture, device, description, driver } = names;
  const words = [...new Set([vendor, architecture, device, description])].filter(
    (word) => word !== '' && word !== driver,
  );
  const kind = software ? ', a software adapter: it computes on the processor, and auto never takes it' : '';
  return [
    `adapter: ${words.join(', ') || 'nameless'}${kind}`,
    `driver: ${driver ?? 'not told'}`,
    `features: ${features.join(', ') || 'none'}`,
    `products: ${products}`,
    `limits: ${Object.entries(limits)
      .map(([name, value]) => `${name} ${value}`)
      .join(', ')}`,
  ];
}
