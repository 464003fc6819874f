import type { OrgContext } from '../../context.js';
import type { TrustedOrigin, TrustedOriginEdit } from '../../model/trusted-origins.js';
import type { AdminContext } from '../session/admin.js';
import { show } from '../ui/layout.js';
import { notFoundPage } from '../ui/refusal-pages.js';

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
export function changeBy(ctx: AdminContext): TrustedOriginEdit {
  return { context: ctx, by: ctx.state.admin.user.id };
}
