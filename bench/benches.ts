import type { Bench } from './figures.js';

/** The benches, in the order of the page. Each is loaded when it is run. */
export const BENCHES: Record<string, () => Promise<Bench>> = {
  'interceptor': async () => (await import('./speed/interceptor.js')).interceptor,
  'org': async () => (await import('./speed/org.js')).org,
  'checks': async () => (await import('./speed/checks.js')).checks,
  'service': async () => (await import('./speed/service.js')).service,
  'app': async () => (await import('./speed/app.js')).app,
  'growth': async () => (await import('./speed/growth.js')).growth,
};

/** Programs that look for failures under load, and print what came of it. They are not a part of a whole run. */
export const ENDURANCE: Record<string, () => Promise<unknown>> = {
  'load': () => import('./endurance/load.js'),
  'fuzz': () => import('./endurance/fuzz.js'),
  'rate-limit': () => import('./endurance/rate-limit.js'),
  'service-calls': () => import('./endurance/service-calls.js'),
};
