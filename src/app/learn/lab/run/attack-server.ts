import type { Answer } from '../../../../../dpop/attacks/answer';
import type { AttackRequest } from '../../../../../dpop/attacks/change';

/** Has the app's server send a request as it is (start/attack-endpoint.ts): a page cannot. */
export async function send(request: AttackRequest): Promise<Answer | undefined> {
  return ((await post('send', request)) as Answer | null) ?? undefined;
}

/** Has a user signed in to the bearer app of the practice org. */
export async function bearerTokenOf(login: string): Promise<{ accessToken: string; login: string }> {
  return (await post('bearer-token', { login })) as { accessToken: string; login: string };
}

async function post(path: string, body: object): Promise<unknown> {
  const answer = await fetch(`/attack/v1/${path}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error((await answer.text()).trim());
  return answer.json();
}
