/** The text of `--help`. */
export const HELP = `
A client of an Okta org that runs without a user: private_key_jwt and DPoP. If no org is configured, it uses
the local org, and starts it if it is not running.

Usage
  npm run service -- [command] [options]

Commands
  users                  list the users (the default command)
  apps                   list the apps
  call METHOD PATH       call any endpoint of the org and print the response
  token                  request an access token and show its contents, decoded
  keys generate          create the service's keys in service/.keys
  keys show              show the public keys, to be pasted into the Admin Console
  doctor                 check configuration, keys, org, clock, scopes and role, and say how to fix problems

Options
  --bearer               use bearer tokens instead of DPoP
  --no-proof             users, apps, call: send the bound token as a bearer token, without a proof, and explain the refusal
  --local                use the local org, whatever is configured
  --scope "A B"          request these scopes instead of the configured ones
  --limit N              users, apps: entries on a page, 1 to 200; all pages are read
  --body JSON            call: the request body; @FILE reads it from a file
  --alg ALG              keys generate: ES256 (default) or RS256
  --replace              keys generate: replace existing keys
  --trace                show each request with its decoded proof, and each response, on stderr
  --show-secrets         show access tokens, assertions and proofs instead of (hidden)
  --json                 print the result as JSON; stdout contains nothing else
  -h, --help             show this help

Examples
  npm run service
  npm run service -- --bearer --trace
  npm run service -- users --no-proof
  npm run service -- apps --scope okta.apps.read
  npm run service -- call GET "/api/v1/users?limit=2&q=ada"
  npm run -s service -- users --json | jq -r '.[].profile.email'
  npm run service -- doctor

Variables for an Okta org, from the environment or a .env file
  OKTA_ORG_URL=https://dev-123456.okta.com
  OKTA_CLIENT_ID=0oa…
  OKTA_SCOPES=okta.users.read
  OKTA_CC_PRIVATE_KEY_FILE=cc_private_key.pem        the key that authenticates the client: PEM or JWK
  OKTA_DPOP_PRIVATE_KEY_FILE=dpop_private_key.pem    the key that signs proofs: PEM or JWK, a different key
  OKTA_DPOP_PUBLIC_KEY_FILE=dpop_public_key.json     optional; must belong to the private key
  OKTA_CC_KEY_ID=…                                   optional; the kid of a PEM key, if the app has several keys
  OKTA_CC_KEY_PASSPHRASE=…                           optional; of an encrypted client key
  OKTA_DPOP_KEY_PASSPHRASE=…                         optional; of an encrypted proof key

Other variables
  HTTPS_PROXY, NO_PROXY  the proxy, and the host names that are reached without it
  NODE_EXTRA_CA_CERTS    a certificate authority to trust as well (PEM file); not from .env
  ORG_PORT               the port of the local org; default: 4280
  ORG_STATE_DIR          the folder of the local org's state, or memory; default: org/.state
  SERVICE_KEYS_DIR       the folder of the service's keys; default: service/.keys
  NO_COLOR               turns colours off

Exit codes
  0    success
  1    doctor found a problem
  2    the command line or the configuration is not valid
  3    the org refused the request, for example because of a key, scope, role, proof or token
  4    the org could not be reached, failed, or sent an unexpected response
  70   a bug in this program
  130  stopped by Ctrl-C (129: SIGHUP, 143: SIGTERM); a second signal ends it at once
`.trim();
