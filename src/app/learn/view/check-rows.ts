import type { CheckName } from '../../../../dpop/checks/check';
import { CHECKS } from '../../../../dpop/checks/table';
import { textsOf } from '../../../../dpop/value';
import { wordsFor } from '../../../../dpop/words/words-for';
import type { RecordedCheck } from '../record/entry';
import type { OrgDecision } from './org-decisions';

/** What one side says of a check. */
export interface Side {
  outcome: 'passed' | 'failed' | 'none';
  /** Why there is no outcome. */
  reason?: string;
  expected?: string;
  actual?: string;
}

/** A check, as this page and the org see it. */
export interface CheckRow {
  name: string;
  title: string;
  section: string;
  why: string;
  here: Side;
  org: Side;
  /** Both, in the order of the columns. */
  sides: readonly [here: Side, org: Side];
  /** What it means that the two differ, if they do. */
  difference?: string;
}

export interface CheckGroup {
  name: string;
  rows: CheckRow[];
}

const PROOF_CHECKS: readonly string[] = CHECKS.map(({ name }) => name);

/**
 * The checks of a request, those of its proof and those that the org makes beside them.
 *
 * @param here what this page has computed
 * @param decision what the org has decided, if it says so
 */
export function checkGroups(here: readonly RecordedCheck[], decision: OrgDecision | undefined): CheckGroup[] {
  const orgChecks = new Map(decision?.checks.map((check) => [check.check, check]));
  const names = [...here.map(({ check }) => check as string), ...orgChecks.keys()];
  const rows = [...new Set(names)].map((name): CheckRow => {
    const own = here.find(({ check }) => check === name);
    const orgs = orgChecks.get(name);
    const words = wordsFor(name);
    const sides = { here: sideHere(own), org: sideOrg(orgs, own, decision) };
    const difference = differenceOf(name, sides.here, sides.org);
    return {
      ...{
        name,
        title: words?.title ?? '',
        section: words?.section ?? orgs?.section ?? '',
        why: words?.why ?? orgs?.why ?? '',
      },
      ...sides,
      sides: [sides.here, sides.org],
      ...(difference !== undefined && { difference }),
    };
  });
  const isOfProof = ({ name }: CheckRow): boolean => PROOF_CHECKS.includes(name);
  return [
    { name: 'The request', rows: rows.filter((row) => !isOfProof(row)) },
    {
      name: 'The proof',
      rows: rows.filter(isOfProof).sort((a, b) => PROOF_CHECKS.indexOf(a.name) - PROOF_CHECKS.indexOf(b.name)),
    },
  ].filter(({ rows: list }) => list.length > 0);
}

function sideHere(check: RecordedCheck | undefined): Side {
  if (!check) return { outcome: 'none', reason: 'can’t see' };
  if (check.passed === undefined) {
    return { outcome: 'none', reason: check.blockedBy === undefined ? check.skipped : `stopped by ${check.blockedBy}` };
  }
  return { outcome: check.passed ? 'passed' : 'failed', ...textsOf(check, timeText) };
}

function sideOrg(
  check: OrgDecision['checks'][number] | undefined,
  own: RecordedCheck | undefined,
  decision: OrgDecision | undefined,
): Side {
  if (check) return { outcome: check.passed ? 'passed' : 'failed', ...textsOf(check, timeText) };
  if (!decision) return { outcome: 'none', reason: 'not known' };
  const failed = decision.checks.find(({ passed }) => !passed);
  // It stops at the first check that fails; one that does not concern the request is left out.
  const isAfter = failed && PROOF_CHECKS.indexOf(own?.check ?? '') > PROOF_CHECKS.indexOf(failed.check);
  return { outcome: 'none', reason: isAfter ? 'not reached' : 'not needed' };
}

export function timeText(seconds: number): string {
  return `${seconds} (${new Date(seconds * 1000).toLocaleTimeString()})`;
}

/** What it means when page and org come to different results, by the check that failed at the org. */
const FAILED_AT_ORG: Partial<Record<CheckName, string>> = {
  iat: 'The clocks differ. The proof has the time of this device, the org compares it with its own. Set the clock of the device.',
  htu: 'The org saw another address. Something between page and org, such as a proxy, has rewritten it, or the org is configured with another name.',
  htm: 'The org saw another method: something between page and org has changed it.',
  nonce: 'The org wants its own nonce inside, which this page did not have. That is the protocol at work, not a fault.',
  ath: 'The org saw another access token than the page sent: something between them has changed the Authorization header.',
  jkt: 'The org saw a token that is bound to another key than the page sent.',
  replay:
    'The org has seen this proof before, and this tab sent it once. The browser or something on the way has repeated the request.',
  proof: 'The org saw no proof, or several. Something on the way has dropped or doubled the header.',
  signature: 'The proof that arrived is not the one that was sent: something on the way has changed it.',
};

function differenceOf(name: string, here: Side, org: Side): string | undefined {
  if (org.outcome === 'failed' && here.outcome !== 'failed') {
    return (
      FAILED_AT_ORG[name as CheckName] ?? (here.outcome === 'none' ? undefined : 'The org knows more than this page.')
    );
  }
  if (here.outcome === 'failed' && org.outcome === 'passed') {
    if (name === 'iat') return 'The clock of this device was changed meanwhile, or the org allows a larger difference.';
    return 'The org accepts more than RFC 9449 asks for.';
  }
  if (here.outcome === 'failed' && name === 'nonce' && org.outcome === 'none') {
    return 'This page had a nonce of this server and did not use it. The org did not ask for one.';
  }
  return undefined;
}
