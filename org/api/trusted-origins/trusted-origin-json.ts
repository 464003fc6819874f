import type Koa from 'koa';
import { OktaError } from '../../http/errors.js';
import { readJson } from '../../http/body.js';
import { ORIGIN_SCOPES, type TrustedOrigin, type TrustedOriginSettings } from '../../model/trusted-origins.js';

/** A trusted origin, members and links in Okta's order (docs/okta-facts.md, section 5.3). */
export function trustedOriginJson(orgOrigin: string, trusted: TrustedOrigin): Record<string, unknown> {
  const { id, name, origin, scopes, status, created, createdBy, lastUpdated, lastUpdatedBy } = trusted;
  const href = `${orgOrigin}/api/v1/trustedOrigins/${id}`;
  const self = { href, hints: { allow: ['GET', 'PUT', 'DELETE'] } };
  const lifecycle = (step: string): object => ({ href: `${href}/lifecycle/${step}`, hints: { allow: ['POST'] } });
  return {
    id,
    name,
    origin,
    scopes,
    status,
    created,
    createdBy,
    lastUpdated,
    lastUpdatedBy,
    _links:
      status === 'ACTIVE' ? { self, deactivate: lifecycle('deactivate') } : { activate: lifecycle('activate'), self },
  };
}

/**
 * Reads the members of a trusted origin's JSON that can be set. Others, such as `_links` in the answer to a GET, are
 * ignored. {@link TrustedOrigins} checks the values.
 *
 * @throws OktaError when the body is not JSON, and `E0000003` for an unknown type of scope, as Okta answers it
 *   (okta/terraform-provider-okta, issue 609)
 */
export async function readTrustedOrigin(ctx: Koa.ParameterizedContext): Promise<TrustedOriginSettings> {
  const { name, origin, scopes } = await readJson(ctx);
  if (!Array.isArray(scopes)) return { name, origin, scopes };
  const types = scopes.map(typeOf);
  const unknown = types.findIndex((type) => typeof type === 'string' && !ORIGIN_SCOPES.some((name) => name === type));
  if (unknown >= 0) {
    const expected = ORIGIN_SCOPES.join(' or ');
    throw new OktaError('E0000003', '', [`scopes[${unknown}].type: Expected ${expected}, in capital letters.`]);
  }
  return { name, origin, scopes: types.map((type) => ({ type })) };
}

function typeOf(scope: unknown): unknown {
  return typeof scope === 'object' && scope !== null && 'type' in scope ? scope.type : undefined;
}
