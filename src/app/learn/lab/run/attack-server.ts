import type { Answer } from '../../../../../dpop/attacks/answer';
import type { AttackRequest } from '../../../../../dpop/attacks/change';
import type { Outcome } from '../../../../../dpop/attacks/run-attacks';

/** Has the app's server send a request as it is (start/attack-endpoint.ts): a page cannot. */
export async function send(request: AttackRequest): Promise<Answer | undefined> {
  return ((await post('send', request)) as Answer | null) ?? undefined;
}

/** Has a user signed in to the bearer app of the practice org. */
export async function bearerTokenOf(login: string): Promise<{ accessToken: string; login: string }> {
  return (await post('bearer-token', { login })) as { accessToken: string; login: string };
}

/** What came of an attack on the authorization server. */
export interface ServerAttackResult {
  /** Its id. */
  attack: string;
  outcome: Outcome;
  stoppedBy?: string;
  reason?: string;
  /** Status of the twin's answer. */
  twin?: number;
}

/** Has the attacks on the authorization server tried. Each result is there as soon as it is known. */
export async function* attackAuthorizationServer(): AsyncGenerator<ServerAttackResult> {
  const lines = (await posted('authorization-server', {})).body!.pipeThrough(new TextDecoderStream());
  let rest = '';
  const reader = lines.getReader();
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    const parts = (rest + read.value).split('\n');
    rest = parts.pop()!;
    for (const part of parts) yield JSON.parse(part) as ServerAttackResult;
  }
}

async function post(path: string, body: object): Promise<unknown> {
  return (await posted(path, body)).json();
}

/** @throws Error with what the app's server said */
async function posted(path: string, body: object): Promise<Response> {
  const answer = await fetch(`/attack/v1/${path}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error((await answer.text()).trim());
  return answer;
}
