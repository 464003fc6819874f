import type { OktaConfig } from '../../../auth';
import type { GuardState } from '../guard/practice-guard';

/** Why attacks cannot be run from this page, and what to do. */
export interface Obstacle {
  title: string;
  text: string;
  /** For the terminal. */
  command?: string;
  /** Signing in helps. */
  signIn?: boolean;
}

const CHECK_YOUR_API =
  'npm run attack -- --resource https://api.example.com/orders --mine --token token.txt --key key.json';

/** @param guard undefined: the app's server was not asked yet */
export function obstacleTo({
  config,
  isLocal,
  guard,
  signedIn,
}: {
  config: OktaConfig;
  isLocal: boolean;
  guard: { state: GuardState | undefined } | undefined;
  signedIn: boolean;
}): Obstacle | undefined {
  if (!isLocal) {
    return {
      title: 'The lab attacks a local org only',
      text: `This app uses ${new URL(config.issuer).host}. A page cannot set Host or repeat a header, and nobody should attack an org that others use. Try your own API from a terminal, with a token and its key. What each attack is, and what stops it, is listed here all the same.`,
      command: CHECK_YOUR_API,
    };
  }
  if (guard && !guard.state) {
    return {
      title: 'This server does not send attacks',
      text: 'A page cannot set Host or repeat a header. npm start and npm run preview do it for the lab; this page comes from another server. The same attacks run in a terminal:',
      command: 'npm run attack',
    };
  }
  if (guard?.state?.ignoredCheck === undefined && guard) {
    return {
      title: 'The org does not answer',
      text: 'The app’s server cannot reach the local org. Start it, and reload this page:',
      command: 'npm start',
    };
  }
  if (!signedIn) {
    return {
      title: 'Sign in, so that there is something to steal',
      text: 'The thief gets a copy of your own token and of your proofs, and tries to use them.',
      signIn: true,
    };
  }
  if (!config.dpop) {
    return {
      title: 'This session has a bearer token',
      text: 'Whoever holds it can use it, so there is nothing to try. Switch the app to DPoP (at the top, where npm start offers both), and sign in.',
    };
  }
  return undefined;
}
