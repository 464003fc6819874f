import { styleText } from 'node:util';
import stringWidth from 'string-width';
import { HOLDINGS } from '../dpop/attacks/attack.js';
import type { AttackResult, Attempt, Outcome } from '../dpop/attacks/run-attacks.js';

/** Colour and sign of an outcome. The word is always there, too. */
const LOOK: Record<Outcome, { sign: string; color: Parameters<typeof styleText>[0] }> = {
  'stopped': { sign: '✓', color: 'green' },
  'got through': { sign: '✗', color: 'red' },
  'no defence': { sign: '!', color: 'yellow' },
  'not applicable': { sign: '–', color: 'gray' },
  'could not tell': { sign: '?', color: 'yellow' },
};

const OUTCOME_WIDTH = 'stopped by a closed connection'.length;
const ID_WIDTH = 31;

/** A line about one attack. */
export function line({ attack, outcome, reason, stoppedBy }: AttackResult, colors: boolean): string {
  const { sign, color } = LOOK[outcome];
  const words = `${sign} ${outcome}${stoppedBy === undefined ? '' : ` by ${stoppedBy}`}`;
  const column = pad(words, OUTCOME_WIDTH);
  return `${colors ? styleText(color, column) : column}  ${pad(attack.id, ID_WIDTH)}  ${attack.name}${reason === undefined ? '' : `. ${reason}`}`;
}

function pad(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - stringWidth(text)));
}

const count = (results: readonly AttackResult[], outcome: Outcome): number =>
  results.filter((result) => result.outcome === outcome).length;

/** How many of each outcome there are, in a sentence. */
export function summary(results: readonly AttackResult[]): string {
  const parts = (Object.keys(LOOK) as Outcome[]).map((outcome) => `${count(results, outcome)} ${outcome}`);
  return `${results.length} attacks: ${parts.join(', ')}.`;
}

/** What the server does not check, as far as attacks got through. */
export function unchecked(results: readonly AttackResult[]): string[] {
  const through = results.filter(({ outcome }) => outcome === 'got through');
  return [...new Set(through.map(({ attack }) => attack.stoppedBy))].map((check) => {
    const attacks = through.filter(({ attack }) => attack.stoppedBy === check).map(({ attack }) => attack);
    return `Not checked: ${check} (${attacks[0]!.section}). Got through: ${attacks.map(({ id }) => id).join(', ')}.`;
  });
}

/** A result as data. Without token, proof and the request that has them. */
export function toJson({ attack, twin, bearer, ...attempt }: AttackResult): object {
  const { id, name, holds, recipe, section } = attack;
  return {
    attack: id,
    name,
    holds: HOLDINGS[holds],
    recipe,
    section,
    expected: attack.stoppedBy,
    ...attemptToJson(attempt),
    ...(twin !== undefined && { twin }),
    ...(bearer && { bearer: attemptToJson(bearer) }),
  };
}

function attemptToJson({ outcome, reason, answer, stoppedBy }: Attempt): object {
  return {
    outcome,
    ...(reason !== undefined && { reason }),
    ...(answer && { status: answer.status }),
    ...(stoppedBy !== undefined && { stoppedBy }),
  };
}

/** How a bearer token fares, if there is one. */
export function withBearer(results: readonly AttackResult[]): string[] {
  const attempts = results.flatMap(({ bearer }) => bearer ?? []);
  if (attempts.length === 0) return [];
  const through = attempts.filter(({ outcome }) => outcome === 'got through').length;
  return [`With a bearer token: ${through} of ${attempts.length} got through.`];
}

/** A report in the XML that CI servers read. An attack that got through is a failure. */
export function toJUnit(results: readonly AttackResult[]): string {
  const cases = results.map(({ attack, outcome, reason, answer }) => {
    const head = `  <testcase classname="dpop.${attack.stoppedBy}" name="${escape(`${attack.id}: ${attack.name}`)}"`;
    const message = escape(reason ?? `Answered with ${answer?.status}. Expected a refusal (${attack.section}).`);
    switch (outcome) {
      case 'no defence': // is as it has to be
      case 'stopped':
        return `${head}/>`;
      case 'got through':
        return `${head}><failure message="${message}"/></testcase>`;
      case 'could not tell':
        return `${head}><error message="${message}"/></testcase>`;
      case 'not applicable':
        return `${head}><skipped message="${message}"/></testcase>`;
    }
  });
  const counts = `tests="${results.length}" failures="${count(results, 'got through')}" errors="${count(results, 'could not tell')}" skipped="${count(results, 'not applicable')}"`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuite name="DPoP attacks" ${counts}>\n${cases.join('\n')}\n</testsuite>\n`;
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
