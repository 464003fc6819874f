import type { TrustedOrigin } from '../../model/trusted-origins.js';

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
