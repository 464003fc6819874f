import { isExchange, type Exchange, type Moment } from '../../record/entry';
import type { Decision, Facts, Finding, OrgApp, OutsideCall, Seen, Verdict } from './facts';

/** A finding that rests on what the local org tells. */
export function ofOrg({ org }: Facts, finding: Omit<Finding, 'hidden'>): Finding {
  return org || finding.seen ? finding : { ...finding, hidden: true };
}

/** Requests of the page since then, with their answers. */
export function exchangesOf({ entries, after = 0 }: Facts, from: number): Exchange[] {
  return entries.filter(isExchange).filter(({ at, held }) => at >= Math.max(from, after) && !held);
}

export function momentsOf<Kind extends Moment['kind']>(
  { entries, after = 0 }: Facts,
  kind: Kind,
  from: number,
): Extract<Moment, { kind: Kind }>[] {
  return entries.filter(
    (entry): entry is Extract<Moment, { kind: Kind }> => entry.kind === kind && entry.at >= Math.max(from, after),
  );
}

/** What to show of a request of the page. */
export function seenExchange(exchange: Exchange, verdict: Verdict, note?: string): Seen {
  const { id, at, method, url, answer, proof } = exchange;
  const { jti } = proof?.claims ?? {};
  return {
    ...{ at, exchange: id, verdict },
    request: `${method} ${new URL(url).pathname}`,
    ...(answer && { status: answer.status }),
    ...(answer?.requestId !== undefined && { decisions: [answer.requestId] }),
    ...(proof && { thumbprint: proof.thumbprint }),
    ...(typeof jti === 'string' && { jti }),
    ...(note !== undefined && { note }),
  };
}

export function seenDecision(decision: Decision, verdict: Verdict): Seen {
  const { id, at, noticed, method, path, status, reason, client } = decision;
  return {
    ...{ at, until: noticed, status, verdict, request: `${method} ${path}`, decisions: [id] },
    ...(reason !== undefined && { note: reason }),
    ...(client !== null && { client }),
  };
}

export function seenOutside({ id, at, noticed, path, status, reason }: OutsideCall, verdict: Verdict): Seen {
  return {
    ...{ at, until: noticed, status, verdict, request: `GET ${path}`, decisions: [id] },
    ...(reason !== undefined && { note: reason }),
  };
}

/** Decisions of the org since then, and after those that other steps rest on. */
export function decisionsOf({ org, progress }: Facts, from: number): Decision[] {
  const decisions = org?.decisions ?? [];
  const before = Object.values(progress).flatMap((kept) => [
    ...(kept.last === undefined ? [] : [kept.last]),
    ...(kept.state === 'done' ? kept.findings.flatMap(({ seen }) => seen?.decisions ?? []) : []),
  ]);
  const last = Math.max(-1, ...before.map((id) => decisions.findIndex((decision) => decision.id === id)));
  // The org's clock has whole seconds. Within one, the order counts.
  const since = Math.floor(from / 1000) * 1000;
  return decisions.slice(last + 1).filter(({ at }) => at >= since);
}

/** Calls of the API with a token of this app that the app itself did not make. */
export function outsideCallsOf(facts: Facts, from: number): OutsideCall[] {
  if (!facts.org) return facts.acts.sent.filter(({ at }) => at >= from);
  return decisionsOf(facts, from).flatMap((decision) => {
    const { id, at, noticed, path, status, reason, client } = decision;
    const scheme = schemeOf(decision);
    if (client !== facts.app.clientId || !scheme || !path.startsWith('/api/') || isOfPage(facts, decision)) return [];
    const stoppedBy = decision.checks.find(({ passed }) => !passed)?.check;
    return [
      { ...{ id, at, noticed, path, status, scheme }, ...(stoppedBy && { stoppedBy }), ...(reason && { reason }) },
    ];
  });
}

/** Whether the app made the request. It does not learn the id of one that it cancelled, or whose answer is to come. */
function isOfPage({ entries, own }: Facts, { id, at, method, path }: Decision): boolean {
  if (own.has(id)) return true;
  return entries.some(
    (entry) =>
      isExchange(entry) &&
      entry.answer?.requestId === undefined &&
      entry.method === method &&
      new URL(entry.url).pathname === path &&
      Math.abs(entry.at - at) < 5000,
  );
}

/** The scheme of the `Authorization` header; undefined when it had no token. */
export function schemeOf({ checks }: Decision): 'Bearer' | 'DPoP' | undefined {
  const actual = checks.find(({ check }) => check === 'authorization')?.actual;
  return actual === 'Bearer' || actual === 'DPoP' ? actual : undefined;
}

const TOKEN_PATH = '/oauth2/v1/token';

/** What the org decided about service apps: their calls of the API, and their token requests, all or up to a call. */
export function serviceDecisionsOf(
  facts: Facts,
  from: number,
): { calls: Decision[]; tokens: (until?: Decision) => Decision[] } {
  const services = facts.org?.apps.filter(({ type }) => type === 'service').map(({ clientId }) => clientId) ?? [];
  const decisions = decisionsOf(facts, from).filter(({ client }) => client !== null && services.includes(client));
  return {
    calls: decisions.filter(({ path }) => path.startsWith('/api/')),
    tokens: (until) =>
      decisions
        .slice(0, until && decisions.indexOf(until))
        .filter(({ path, client }) => path === TOKEN_PATH && (!until || client === until.client)),
  };
}

/** Whether a token request had a proof. */
export function hasProof({ checks }: Decision): boolean {
  return checks.some(({ check, passed }) => check === 'proof' && passed);
}

/** The service app of the first service step; before that, the first one that requires no proof. */
export function bearerServiceOf({ org, progress }: Pick<Facts, 'org' | 'progress'>): OrgApp | undefined {
  const kept = progress['service-bearer'];
  const used = kept?.state === 'done' ? kept.findings.find(({ seen }) => seen?.client)?.seen?.client : undefined;
  return org?.apps.find(({ clientId, type, dpop }) => (used ? clientId === used : type === 'service' && !dpop));
}

/** A request for tokens, also at a custom authorization server. */
export function isTokenRequest({ url, method }: Exchange): boolean {
  return method === 'POST' && new URL(url).pathname.endsWith('/v1/token');
}
