// The table of commands, for commander.
import { Command as Parser, Option } from 'commander'

import type { Command } from './Command'
import { COMMANDS } from './commands'
import { OPTIONS, type OptionSpec } from './options'

const HEAD = `Session keys for smart accounts: looks at sessions, grants and ends them.

Ends with 0: done, or yes · 1: no · 2: not asked rightly · 3: node, bundler or chain in trouble.
Answers go to standard output, all else to standard error. No key is ever an argument.`

const TAIL = `
Begin with:
  $ latchkey describe session.json
  $ latchkey can session.json --account 0x… --to 0x… --function upvotePost --args '[42]'
  $ latchkey list --account 0x… --rpc https://…
  $ latchkey help grant`

/** @internal How it is written. */
export interface Writing {
  readonly out: (text: string) => void
  readonly err: (text: string) => void
}

/**
 * @internal A parser that throws in place of ending the process.
 *
 * @param chosen Called with the command that was asked for.
 */
export function program(
  writing: Writing,
  chosen: (command: Command, args: readonly string[], options: Readonly<Record<string, unknown>>) => Promise<void>,
): Parser {
  const parser = new Parser('latchkey')
    .description(HEAD)
    .addHelpText('after', TAIL)
    .helpOption('-h, --help', 'shows this help')
    .helpCommand('help [command]', 'shows the help of a command')
    .configureOutput({ writeOut: writing.out, writeErr: writing.err })
    .configureHelp({ helpWidth: WIDTH })
    .showSuggestionAfterError()
    .exitOverride()
  for (const command of COMMANDS) parser.addCommand(parserOf(command, writing, chosen))
  return parser
}

/** Wherever it is read, so that docs show what is printed. */
const WIDTH = 100

function parserOf(command: Command, writing: Writing, chosen: Parameters<typeof program>[1]): Parser {
  const { name, summary, about, args, shared, own = [], examples, exits } = command
  const lines = examples.flatMap(([line, why]) => [`  # ${why}`, `  $ ${line}`])
  const parser = new Parser(name)
    .summary(summary)
    .description(about)
    .helpOption('-h, --help', 'shows this help')
    .addHelpText('after', ['', `Ends with ${exits}`, '', 'Examples:', ...lines].join('\n'))
    .configureOutput({ writeOut: writing.out, writeErr: writing.err })
    .configureHelp({ helpWidth: WIDTH })
    .allowExcessArguments(false)
    .exitOverride()
    .action(async (...given: unknown[]) => {
      await chosen(command, given.slice(0, args.length).filter(isText), parser.opts())
    })
  for (const [argument, meaning] of args) parser.argument(argument, meaning)
  for (const option of [...own, ...shared.map((key): OptionSpec => OPTIONS[key])]) parser.addOption(optionOf(option))
  return parser.option('--json', 'answers with JSON')
}

const optionOf = ({ flags, about, env }: OptionSpec): Option =>
  new Option(flags, env === undefined ? about : `${about}; ${env} in the environment`)

const isText = (value: unknown): value is string => typeof value === 'string'
