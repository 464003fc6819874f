/** `--help`. */
export const HELP = `
A service at an Okta org: private_key_jwt, then DPoP. Without a configuration it uses the local org, and starts it
if none runs.

Usage
  npm run service -- [command] [options]

Commands
  users                  list the users, as a table (this is what happens without a command)
  apps                   list the apps
  call METHOD PATH       call any endpoint of the org and print what it answers
  token                  get a token and show what was issued, decoded
  keys generate          make the service's keys in service/.keys; --alg RS256 for RSA, --replace for new ones
  keys show              show the public keys, to be pasted into the Admin Console
  doctor                 check configuration, org, clock, keys, scopes and role, and say what to fix where

Options
  --bearer               without DPoP, as the first half of the tutorial has it
  --scope "A B"          ask for these scopes instead of the configured ones
  --limit N              users or apps on a page, 1 to 200; all pages are listed
  --body JSON            what call sends; @FILE reads it from a file
  --trace                show each exchange on stderr: request, decoded proof, answer, why it is sent again
  --show-secrets         show tokens, assertions and proofs as they are; else they are hidden
  --json                 JSON on stdout; everything else is on stderr
  -h, --help             show this

Examples
  npm run service
  npm run service -- --bearer --trace
  npm run service -- apps --scope okta.apps.read
  npm run service -- call GET "/api/v1/users?limit=2&q=ada"
  npm run -s service -- users --json | jq -r '.[].profile.email'
  npm run service -- doctor

A real org, in .env
  OKTA_ORG_URL=https://dev-123456.okta.com
  OKTA_CLIENT_ID=0oa…
  OKTA_SCOPES=okta.users.read
  OKTA_CC_PRIVATE_KEY_FILE=cc_private_key.pem        authenticates the client: PEM or JWK
  OKTA_DPOP_PRIVATE_KEY_FILE=dpop_private_key.pem    signs proofs: another one
  OKTA_DPOP_PUBLIC_KEY_FILE=dpop_public_key.json     not needed; compared when it is there
  OKTA_CC_KEY_ID=…                                   the kid of a PEM key, for an app with several

The local org
  ORG_PORT               where it is; 4280 unless set
  SERVICE_KEYS_DIR       where the service keeps its own keys; service/.keys unless set
  NO_COLOR               no colours

Exit codes
  0    done
  1    doctor found something to put right
  2    the command line or the configuration is wrong
  3    the org refused: key, scope, role, proof, token, or no such thing
  4    the org was not reached, failed, or answered what is not Okta's
  70   a bug in this program
  130  stopped by Ctrl-C (129 by SIGHUP, 143 by SIGTERM)
`.trim();
