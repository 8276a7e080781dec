// Takes the place of `@vscode/spdlog` in the workbench of the tests and of `npm start`. The original is a native
// module, which is not built here (`--ignore-scripts`); without it, the editor writes no log files, and *Show Log* is
// empty. Writes each line at once. Does not rotate files.
const { appendFileSync, mkdirSync } = require('node:fs');
const { dirname } = require('node:path');

const levels = ['trace', 'debug', 'info', 'warning', 'error', 'critical', 'off'];

class Logger {
  #path;
  #level = 0;
  #isPlain = false;

  constructor(type, name, path) {
    mkdirSync(dirname(path), { recursive: true });
    this.#path = path;
  }

  getLevel() {
    return this.#level;
  }

  setLevel(level) {
    this.#level = level;
  }

  setPattern() {
    this.#isPlain = false;
  }

  clearFormatters() {
    this.#isPlain = true;
  }

  flush() {
    // Nothing is held back.
  }

  drop() {
    this.#level = levels.length;
  }

  #write(level, text) {
    if (level < this.#level) return;
    const time = new Date().toISOString().replace('T', ' ').slice(0, -1);
    try {
      appendFileSync(this.#path, this.#isPlain ? text : `${time} [${levels[level]}] ${text}\n`);
    } catch {
      // The folder of the logs is gone; the window closes.
    }
  }

  trace = text => this.#write(0, text);
  debug = text => this.#write(1, text);
  info = text => this.#write(2, text);
  warn = text => this.#write(3, text);
  error = text => this.#write(4, text);
  critical = text => this.#write(5, text);
}

const create = async (...args) => new Logger('rotating', ...args);

// One by one, so that `import` finds the names.
exports.version = 0;
exports.setLevel = () => undefined;
exports.setFlushOn = () => undefined;
exports.Logger = Logger;
exports.createRotatingLogger = create;
exports.createAsyncRotatingLogger = create;
