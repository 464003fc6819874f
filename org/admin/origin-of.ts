import type { OrgContext } from '../context.js';
import type { TrustedOrigin } from '../seed.js';
import type { Change } from '../trusted-origins.js';
import type { AdminContext } from './admin.js';
import { show } from './layout.js';
import { notFoundPage } from './refusal-pages.js';

/** What answers at an address below one trusted origin. */
export function withOrigin(
  { trustedOrigins }: OrgContext,
  handle: (ctx: AdminContext, trusted: TrustedOrigin) => void,
): (ctx: AdminContext) => void {
  return (ctx) => {
    const trusted = trustedOrigins.get(ctx.params['id']!);
    if (trusted) handle(ctx, trusted);
    else show(ctx, notFoundPage('Trusted Origin'));
  };
}

/** A change by the person who uses the console. */
export function changeBy(ctx: AdminContext): Change {
  return { trace: ctx, by: ctx.state.admin.user.id };
}
