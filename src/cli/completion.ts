// `aws-job-specs completion`: the script that completes the command line in a shell, made of `commandWords`.
import { UsageError } from './arguments.ts';
import { type CommandWords, type OptionWords, type Shell, commandWords, shells } from './commandWords.ts';
import { packageName } from './self.ts';

/** Prints the script for a shell. `argv` begins with the command's name. Resolves with the exit code. */
export function runCompletion(argv: readonly string[]): Promise<number> {
  const [, name, ...others] = argv;
  const shell = shells.find(each => each === name);
  if (shell === undefined || others.length > 0)
    return Promise.reject(new UsageError(`completion takes one of ${shells.join(', ')}`));
  process.stdout.write(completionScript(shell));
  return Promise.resolve(0);
}

/** The script for a shell. */
export function completionScript(shell: Shell): string {
  return scripts[shell](commandWords);
}

const scripts: Readonly<Record<Shell, (commands: readonly CommandWords[]) => string>> = { bash, zsh, fish };

/** A text in single quotes, for POSIX shells. */
const quoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;

/** Names of files may have blanks. */
const bashFiles = String.raw`local IFS=$'\n'; COMPREPLY=($(compgen -f -- "$current"))`;

/** For bash 3.2, the one of macOS, too. */
function bash(commands: readonly CommandWords[]): string {
  const words = (list: readonly string[]): string =>
    `COMPREPLY=($(compgen -W ${quoted(list.join(' '))} -- "$current"))`;
  const afterOption = ({ name, options }: CommandWords): string[] =>
    options.flatMap(({ name: option, value, choices, isFile }) =>
      value === undefined
        ? []
        : [
            `    ${quoted(`${name} --${option}`)}) ${
              choices !== undefined ? words(choices) : isFile === true ? bashFiles : ':'
            }; return ;;`,
          ],
    );
  return `# Completion of ${packageName} in bash: source <(${packageName} completion bash)
_aws_job_specs() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}" command="\${COMP_WORDS[1]}"
  local IFS=$' \\n'
  COMPREPLY=()
  if [ "$COMP_CWORD" -eq 1 ]; then
    ${words(commands.map(({ name }) => name))}
    return
  fi
  case "$command $previous" in
${commands.flatMap(afterOption).join('\n')}
  esac
  case "$command" in
${commands
  .map(({ name, takes, options }) => {
    const ofOptions = words(options.map(option => `--${option.name}`));
    const ofOperands = takes === 'files' ? bashFiles : takes === 'nothing' ? ':' : words(takes);
    return `    ${name}) case "$current" in -*) ${ofOptions} ;; *) ${ofOperands} ;; esac ;;`;
  })
  .join('\n')}
  esac
}
complete -o filenames -F _aws_job_specs ${packageName}
`;
}

function zsh(commands: readonly CommandWords[]): string {
  const plain = (text: string): string => text.replaceAll(/[[\]:\\]/g, String.raw`\$&`);
  const ofOption = ({ name, text, value, choices, isFile, multiple }: OptionWords): string => {
    const action = choices !== undefined ? `(${choices.map(plain).join(' ')})` : isFile === true ? '_files' : ' ';
    return quoted(
      `${multiple === true ? '*' : ''}--${name}[${plain(text)}]${value === undefined ? '' : `:${plain(value)}:${action}`}`,
    );
  };
  const ofCommand = ({ name, takes, options }: CommandWords): string => {
    const operands =
      takes === 'files'
        ? [quoted('*:file:_files')]
        : takes === 'nothing'
          ? []
          : [quoted(`1:word:(${takes.join(' ')})`)];
    return `    ${name}) _arguments ${[...options.map(ofOption), ...operands].join(' \\\n      ')} ;;`;
  };
  return `#compdef ${packageName}
# Completion of ${packageName} in zsh: source <(${packageName} completion zsh)
_aws_job_specs() {
  if (( CURRENT == 2 )); then
    local -a commands
    commands=(${commands.map(({ name, text }) => quoted(`${name}:${plain(text)}`)).join(' ')})
    _describe command commands
    return
  fi
  local command=$words[2]
  shift words
  (( CURRENT -= 1 ))
  case $command in
${commands.map(ofCommand).join('\n')}
  esac
}
if [ "$funcstack[1]" = _aws_job_specs ]; then _aws_job_specs "$@"; else compdef _aws_job_specs ${packageName}; fi
`;
}

function fish(commands: readonly CommandWords[]): string {
  const plain = (text: string): string => `'${text.replaceAll(/['\\]/g, String.raw`\$&`)}'`;
  const line = (...words: readonly string[]): string => ['complete -c', packageName, ...words].join(' ');
  const ofCommand = ({ name, takes, options }: CommandWords): string[] => {
    // The second word: a file may have the name of a command.
    const when = `-n ${plain(`string match -q -- ${name} (commandline -opc)[2]`)}`;
    return [
      ...options.map(({ name: option, text, value, choices, isFile }) => {
        const what =
          value === undefined
            ? ''
            : choices !== undefined
              ? ` -x -a ${plain(choices.join(' '))}`
              : isFile === true
                ? ' -r -F'
                : ' -x';
        return line(when, `-l ${option}${what}`, `-d ${plain(text)}`);
      }),
      ...(takes === 'files'
        ? [line(when, '-F')]
        : takes === 'nothing'
          ? []
          : [line(when, `-a ${plain(takes.join(' '))}`)]),
    ];
  };
  return `# Completion of ${packageName} in fish: ${packageName} completion fish | source
${[
  line('-f'),
  ...commands.map(({ name, text }) =>
    line(`-n ${plain('test (count (commandline -opc)) -eq 1')}`, `-a ${name}`, `-d ${plain(text)}`),
  ),
  ...commands.flatMap(ofCommand),
].join('\n')}
`;
}
