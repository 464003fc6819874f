import type { AccessTokenClaims } from '../../tokens/access-tokens.js';
import type { OrgContext } from '../../context.js';
import { json, OktaError } from '../../http/errors.js';
import type { TrustedOrigin, TrustedOriginEdit } from '../../model/trusted-origins.js';
import { noContent } from '../apps/app-of.js';
import { parseExpression, type Vocabulary } from '../expression.js';
import type { GuardedContext } from '../guard.js';
import { page } from '../page.js';
import { requireAdmin, requireSuperAdmin } from '../role.js';
import { readTrustedOriginBody } from './trusted-origin-body.js';
import { trustedOriginJson } from './trusted-origin-json.js';

/** The context of an endpoint below one trusted origin. */
type TrustedOriginContext = GuardedContext & { params: { id: string } };

const FILTER: Vocabulary<TrustedOrigin> = {
  operators: (property) => (['id', 'name', 'origin', 'status'].includes(property) ? ['eq'] : []),
  value: (trusted, property) => trusted[property as 'id' | 'name' | 'origin' | 'status'],
  ignoreCase: false,
};

/**
 * `/api/v1/trustedOrigins`: admins read them, super admins change them (docs/okta-facts.md, section 5.3).
 */
export function trustedOriginEndpoints({ origin, directory, trustedOrigins }: OrgContext): {
  list: (ctx: GuardedContext) => void;
  add: (ctx: GuardedContext) => Promise<void>;
  get: (ctx: TrustedOriginContext) => void;
  replace: (ctx: TrustedOriginContext) => Promise<void>;
  remove: (ctx: TrustedOriginContext) => void;
  activate: (ctx: TrustedOriginContext) => void;
  deactivate: (ctx: TrustedOriginContext) => void;
} {
  return {
    list: (ctx) => {
      requireAdmin(ctx.state.claims, directory);
      const filter = new URLSearchParams(ctx.querystring).get('filter');
      const items = page(ctx, origin, trustedOrigins.all(), {
        limit: 20,
        cursor: ({ id }) => id,
        matches: filter ? parseExpression(filter, FILTER) : () => true,
      });
      json(
        ctx,
        items.map((trusted) => trustedOriginJson(origin, trusted)),
      );
    },

    add: async (ctx) => {
      requireSuperAdmin(ctx.state.claims, directory);
      const settings = await readTrustedOriginBody(ctx);
      answer(ctx, trustedOrigins.create(changeBy(ctx), settings));
    },

    get: (ctx) => {
      requireAdmin(ctx.state.claims, directory);
      answer(ctx, trustedOriginOf(ctx));
    },

    replace: async (ctx) => {
      requireSuperAdmin(ctx.state.claims, directory);
      trustedOriginOf(ctx);
      const settings = await readTrustedOriginBody(ctx);
      // Once more: it may have been changed or deleted while the body came.
      answer(ctx, trustedOrigins.update(changeBy(ctx), trustedOriginOf(ctx), settings));
    },

    remove: (ctx) => {
      requireSuperAdmin(ctx.state.claims, directory);
      trustedOrigins.delete(changeBy(ctx), trustedOriginOf(ctx));
      noContent(ctx);
    },

    activate: (ctx) => {
      requireSuperAdmin(ctx.state.claims, directory);
      answer(ctx, trustedOrigins.activate(changeBy(ctx), trustedOriginOf(ctx)));
    },

    deactivate: (ctx) => {
      requireSuperAdmin(ctx.state.claims, directory);
      answer(ctx, trustedOrigins.deactivate(changeBy(ctx), trustedOriginOf(ctx)));
    },
  };

  function trustedOriginOf(ctx: TrustedOriginContext): TrustedOrigin {
    const trusted = trustedOrigins.get(ctx.params.id);
    if (!trusted) throw new OktaError('E0000007', `${ctx.params.id} (TrustedOrigin)`);
    return trusted;
  }

  function answer(ctx: GuardedContext, trusted: TrustedOrigin): void {
    json(ctx, trustedOriginJson(origin, trusted));
  }
}

/** A change by the user, or by the service app, behind the access token. */
function changeBy(ctx: GuardedContext): TrustedOriginEdit {
  const { uid, cid }: AccessTokenClaims = ctx.state.claims;
  return { context: ctx, by: uid ?? cid };
}
