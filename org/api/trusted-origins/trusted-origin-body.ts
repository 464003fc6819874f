import type Koa from 'koa';
import { OktaError } from '../../http/errors.js';
import { readJson } from '../../http/json-body.js';
import { ORIGIN_SCOPES, type TrustedOriginSettings } from '../../model/trusted-origins.js';

/**
 * Reads what of a trusted origin's JSON can be set; the rest of it may be there as it came from a GET.
 *
 * @throws OktaError for what is no JSON; `E0000003`, too, for an unknown type of scope, as Okta answers it
 * (okta/terraform-provider-okta, issue 609). Whether the rest is right, {@link TrustedOrigins} looks
 */
export async function readTrustedOriginBody(ctx: Koa.ParameterizedContext): Promise<TrustedOriginSettings> {
  const { name, origin, scopes } = await readJson(ctx);
  if (!Array.isArray(scopes)) return { name, origin, scopes };
  const types = scopes.map(typeOf);
  const unknown = types.findIndex((type) => typeof type === 'string' && !ORIGIN_SCOPES.some((name) => name === type));
  if (unknown >= 0) {
    const expected = ORIGIN_SCOPES.join(' or ');
    throw new OktaError('E0000003', '', [`scopes[${unknown}].type: Expected ${expected}, in capital letters.`]);
  }
  // Of a scope nothing but its type.
  return { name, origin, scopes: types.map((type) => ({ type })) };
}

function typeOf(scope: unknown): unknown {
  return typeof scope === 'object' && scope !== null && 'type' in scope ? scope.type : undefined;
}
