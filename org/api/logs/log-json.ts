import type { LogEvent, Outcome } from '../../system-log/system-log.js';

const SEVERITIES: Record<Outcome, string> = { SUCCESS: 'INFO', CHALLENGE: 'INFO', FAILURE: 'WARN', DENY: 'WARN' };

/** Okta's actor for an event whose actor is not known. */
const UNKNOWN = { id: 'unknown', type: 'User', alternateId: 'unknown', displayName: 'unknown' };

/**
 * An event as Okta's LogEvent, members in Okta's order. Members that the org cannot know, such as the location, are null.
 * The checks, which Okta's log does not have, are JSON in the debug data, since all values there are strings.
 */
export function logJson(event: LogEvent): Record<string, unknown> {
  const {
    uuid,
    published,
    eventType,
    displayMessage,
    outcome,
    actor = UNKNOWN,
    client,
    target,
    request,
    checks,
  } = event;
  return {
    actor: { ...actor, detailEntry: null },
    client: {
      userAgent: { rawUserAgent: request.userAgent ?? null, os: 'Unknown', browser: 'UNKNOWN' },
      zone: 'null',
      device: 'Unknown',
      id: client?.id ?? null,
      ipAddress: request.ipAddress ?? null,
      geographicalContext: null,
    },
    device: null,
    authenticationContext: {
      authenticationProvider: null,
      credentialProvider: null,
      credentialType: null,
      issuer: null,
      interface: null,
      authenticationStep: 0,
      externalSessionId: 'unknown',
    },
    displayMessage,
    eventType,
    outcome: { result: outcome.result, reason: outcome.reason ?? null },
    published,
    securityContext: { asNumber: null, asOrg: null, isp: null, domain: null, isProxy: null },
    severity: SEVERITIES[outcome.result],
    debugContext: {
      debugData: {
        requestId: request.id,
        requestMethod: request.method,
        requestUri: request.path,
        url: request.path,
        statusCode: String(request.status),
        ...(checks && { dpopChecks: JSON.stringify(checks) }),
      },
    },
    legacyEventType: null,
    transaction: { type: 'WEB', id: request.id, detail: {} },
    uuid,
    version: '0',
    request: { ipChain: [] },
    target: target?.map((one) => ({ ...one, alternateId: one.displayName, detailEntry: null })) ?? null,
  };
}
