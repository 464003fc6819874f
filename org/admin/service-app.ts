import type { ServiceApp } from '../apps/app-changes.js';
import type { Directory } from '../context.js';
import type { AdminContext } from './admin.js';
import { show } from './layout.js';
import { notFoundPage } from './refusal-pages.js';

/** The service app of the address; without one, the answer is that there is none. */
export function serviceApp(ctx: AdminContext, directory: Directory): ServiceApp | undefined {
  const app = directory.app(ctx.params['id']!);
  if (app?.type === 'service') return app;
  show(ctx, notFoundPage('service application'));
  return undefined;
}
