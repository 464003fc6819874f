import type { TokenFacts } from '../../auth';
import type { CheckResult } from '../../../../dpop/decision';
import { explain } from '../../../../dpop/explain';
import type { Exchange, RecordedCheck } from './entry';

/** What this page knows when it checks a proof of its own. */
export interface Knowledge {
  /** The mark of the newest nonce of the server, if it gave one. */
  nonce: string | undefined;
  /** Turns the nonce of the proof into its mark. */
  mark: (nonce: string) => Promise<string>;
  /** Whether a `jti` is new in this tab. */
  remember: (jkt: string, jti: string) => boolean;
  /** True for Okta, which compares the decoded path. */
  okta: boolean;
}

/**
 * Runs the checks of RFC 9449 on a request of this page, at the time at which it is sent.
 *
 * @param proof the compact proof
 */
export async function checkHere(
  { method, url, scheme, token, at }: Pick<Exchange, 'method' | 'url' | 'scheme' | 'token' | 'at'>,
  proof: string | undefined,
  { nonce, mark, remember, okta }: Knowledge,
): Promise<RecordedCheck[]> {
  const { checks } = await explain(
    {
      method,
      url,
      proofs: proof === undefined ? [] : [proof],
      now: Math.floor(at / 1000),
      ...(token && (scheme === 'DPoP' || scheme === 'Bearer') && { accessToken: presented(scheme, token) }),
      ...(nonce !== undefined && { isNonce: async (actual: string) => (await mark(actual)) === nonce }),
      remember,
    },
    { htu: okta ? 'okta' : 'rfc' },
  );
  return checks.map(({ section: _section, why: _why, ...check }) => {
    if (check.check === 'ath' && check.passed !== undefined && token) return athCheck(check, token);
    if (check.check === 'nonce' && nonce === undefined) return { ...check, skipped: 'This page had no nonce of this server yet.' };
    return check;
  });
}

/** The token itself is not kept: its hash was taken when the request was sent. */
function presented(scheme: 'DPoP' | 'Bearer', { thumbprint }: TokenFacts): {
  scheme: 'DPoP' | 'Bearer';
  value: string;
  jkt?: string;
} {
  return { scheme, value: '', ...(thumbprint !== undefined && { jkt: thumbprint }) };
}

function athCheck({ check, actual }: Omit<CheckResult, 'section' | 'why'>, { hash }: TokenFacts): RecordedCheck {
  const passed = actual === hash;
  return { check, passed, expected: hash, actual, ...(!passed && { fault: 'wrong-ath' as const }) };
}
