import type { ServiceApp } from '../../model/app.js';
import type { Directory } from '../../model/directory.js';
import type { AdminContext } from '../session/admin.js';
import { show } from '../ui/layout.js';
import { notFoundPage } from '../ui/refusal-pages.js';

/** The service app of the address; without one, the answer is that there is none. */
export function serviceApp(ctx: AdminContext, directory: Directory): ServiceApp | undefined {
  const app = directory.app(ctx.params['id']!);
  if (app?.type === 'service') return app;
  show(ctx, notFoundPage('service application'));
  return undefined;
}
