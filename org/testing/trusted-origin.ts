import type { OriginScope, TrustedOrigin } from '../model/trusted-origins.js';

/** A trusted origin for a seed; its last four characters tell it from others. */
export function trusted(origin: string, type: OriginScope, status: TrustedOrigin['status'] = 'ACTIVE'): TrustedOrigin {
  const time = '2024-03-04T10:00:00.000Z';
  const by = '00uf0fncdzKWhktBud9p';
  return {
    id: `tos${origin.slice(-4).padStart(17, '0')}`,
    name: origin,
    origin,
    scopes: [{ type }],
    status,
    created: time,
    createdBy: by,
    lastUpdated: time,
    lastUpdatedBy: by,
  };
}
