import { execFileSync } from 'node:child_process';
import { until } from './until.js';

export interface Process {
  pid: number;
  parent: number;
  /** Its command line. */
  args: string;
}

/** The processes of this machine. Those that only wait to be collected do not count. */
export function runningProcesses(): Process[] {
  const rows = execFileSync('ps', ['-Ao', 'pid=,ppid=,stat=,args='], { encoding: 'utf8' }).trim().split('\n');
  return rows.flatMap((row) => {
    const [, pid, parent, stat, args = ''] = /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(.*)$/.exec(row)!;
    return stat!.startsWith('Z') ? [] : [{ pid: Number(pid), parent: Number(parent), args }];
  });
}

/** A process and those that it started, and so on. */
export function processesUnder(root: number): Process[] {
  const all = runningProcesses();
  const under = (pid: number): Process[] =>
    all.filter(({ parent }) => parent === pid).flatMap((child) => [child, ...under(child.pid)]);
  return [...all.filter(({ pid }) => pid === root), ...under(root)];
}

/** Resolves when none of these processes is left. */
export async function allEnd(processes: readonly Process[]): Promise<void> {
  const pids = new Set(processes.map(({ pid }) => pid));
  const left = (): Process[] => runningProcesses().filter(({ pid }) => pids.has(pid));
  await until('the end', left, (found) => found.length === 0);
}
