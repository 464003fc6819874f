import type { ServiceClient } from '../../client/service-client.js';
import { ServiceError } from '../../errors/service-error.js';
import type { Command } from './command.js';

/**
 * A command whose requests to the API have no proofs, as those of a thief who has the access token and not the key. The error
 * explains the refusal.
 */
export function withoutProof(command: Command): Command {
  return async (context) => {
    const { terminal } = context;
    let client: ServiceClient | undefined;
    try {
      const code = await command({
        ...context,
        client: async (configuration) => (client = await context.client(configuration)),
      });
      terminal.log(
        terminal.paintLog('yellow', 'The org accepted a bound token without a proof: it does not enforce DPoP.'),
      );
      return code;
    } catch (error) {
      if (!(error instanceof ServiceError) || error.challenge === undefined || !client) throw error;
      const { claims } = await client.token();
      throw explain(error, (claims?.['cnf'] as { jkt?: string } | undefined)?.jkt);
    }
  };
}

/** @param jkt the thumbprint in the token (RFC 9449 section 6.1); undefined if the token is not a JWT */
function explain(error: ServiceError, jkt: string | undefined): ServiceError {
  const { code, message, status, error: name, challenge } = error;
  const binding = jkt === undefined ? 'The token is bound to the proof key' : `Its claim cnf.jkt is ${jkt}, the thumbprint of the proof key`; // prettier-ignore
  return new ServiceError(
    code,
    [
      message,
      'Sent: Authorization: Bearer (hidden), and no DPoP header.',
      `Received: WWW-Authenticate: ${challenge}`,
      `The org issued this token for requests with proofs. ${binding} (RFC 9449 section 6.1). The org accepts it only with the scheme DPoP and a proof that is signed with that key (RFC 9449 section 7.1). Whoever steals the token alone sends this request, and gets this response.`,
    ].join('\n'),
    'Without --no-proof, the same command sends the proof. --trace shows each request.',
    { ...(status !== undefined && { status }), ...(name !== undefined && { error: name }), cause: error },
  );
}
