import type { TokenFacts } from '../../auth';
import { explain } from '../../../../dpop/explain';
import type { PresentedToken } from '../../../../dpop/request';
import type { Exchange, RecordedCheck } from './entry';
import { without } from './without';

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
  // A bearer token needs no proof, so there is nothing to say about one.
  const isBearer = scheme === 'Bearer' && token?.thumbprint === undefined;
  const concerned = isBearer ? checks.filter(({ passed }) => passed !== undefined) : checks;
  return concerned.map((result) => {
    const check = without(result, 'section', 'why') as RecordedCheck;
    const isUnknownNonce = check.check === 'nonce' && check.passed === undefined && nonce === undefined;
    return isUnknownNonce ? { ...check, skipped: 'This page had no nonce of this server yet.' } : check;
  });
}

/** The token itself is not kept: its hash was taken when the request was sent. */
function presented(scheme: 'DPoP' | 'Bearer', { hash, thumbprint }: TokenFacts): PresentedToken {
  return { scheme, value: '', hash, ...(thumbprint !== undefined && { jkt: thumbprint }) };
}
