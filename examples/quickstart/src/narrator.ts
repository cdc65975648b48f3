import { styleText } from 'node:util'

/** Colours for terminals alone: a pipe gets plain text, and so does who sets NO_COLOR. */
const colourful = process.stdout.isTTY && !process.env['NO_COLOR']

function style(format: Parameters<typeof styleText>[0], text: string): string {
  return colourful ? styleText(format, text) : text
}

/** Announces the next station of the message. */
export function station(name: string, what: string): void {
  console.log(`\n${style(['bold', 'cyan'], name)}  ${what}`)
}

/** Tells something that this party sees. */
export function sees(what: string): void {
  console.log(`  ${style('green', 'sees  ')}  ${what}`)
}

/** Tells something that stays hidden from this party. */
export function cannotSee(what: string): void {
  console.log(`  ${style('yellow', 'cannot')}  ${what}`)
}

/** Tells that everything came out as it should. */
export function conclude(what: string): void {
  console.log(`\n${style(['bold', 'green'], what)}`)
}

/** Shortens a DID or a kid so that it fits a line. */
export function short(id: string): string {
  return id.length > 48 ? `${id.slice(0, 24)}…${id.slice(-12)}` : id
}
