// @ts-check
/** Runs programs. */
import { execFileSync, spawnSync } from 'node:child_process'

/** What this machine lacks, in one line. */
export class Unavailable extends Error {
  name = 'Unavailable'
}

/** When programs are stopped, in milliseconds since 1970. */
let deadline = Infinity

/**
 * Limits the time that `run` may take, in all calls together.
 *
 * @param {number} minutes
 */
export function limitTime(minutes) {
  deadline = Date.now() + minutes * 60_000
}

/**
 * @typedef {object} RunOptions
 * @property {string} [cwd]
 * @property {NodeJS.ProcessEnv} [env]
 * @property {number} [timeout] in milliseconds
 */

/**
 * Runs a program and shows what it prints on standard error.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {RunOptions} [options]
 * @throws `Unavailable` when the time is over
 */
export function run(command, args, options) {
  const left = deadline - Date.now()
  const limit = left === Infinity ? {} : { timeout: Math.max(left, 1) }
  const { status, error } = spawnSync(command, args, {
    ...options,
    ...limit,
    stdio: ['ignore', 2, 2],
  })
  if (error !== undefined && 'code' in error && error.code === 'ETIMEDOUT') {
    throw new Unavailable('this machine is too slow, or too busy')
  }
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: failed`)
}

/**
 * Runs a program silently.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {RunOptions} [options]
 * @returns {string | undefined} what it prints, or `undefined` if it is missing or fails
 */
export function output(command, args, options) {
  try {
    return execFileSync(command, args, {
      ...options,
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim()
  } catch {
    return undefined
  }
}
