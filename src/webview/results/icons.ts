// The few codicons that the page needs, as SVG.
import arrowDown from '@vscode/codicons/src/icons/arrow-down.svg';
import arrowUp from '@vscode/codicons/src/icons/arrow-up.svg';
import bellDot from '@vscode/codicons/src/icons/bell-dot.svg';
import chevronDown from '@vscode/codicons/src/icons/chevron-down.svg';
import circleSlash from '@vscode/codicons/src/icons/circle-slash.svg';
import clockface from '@vscode/codicons/src/icons/clockface.svg';
import error from '@vscode/codicons/src/icons/error.svg';
import info from '@vscode/codicons/src/icons/info.svg';
import pass from '@vscode/codicons/src/icons/pass.svg';
import sync from '@vscode/codicons/src/icons/sync.svg';
import warning from '@vscode/codicons/src/icons/warning.svg';
import type { Mark } from '../../ui/results/protocol.ts';
import { iconOf } from '../shared/icon.ts';

const drawings = { arrowDown, arrowUp, chevronDown, error, information: info, warning };

/** Creates one of the icons. */
export const icon = (name: keyof typeof drawings): SVGElement => iconOf(drawings[name], name);

const marks: Readonly<Record<Mark, string>> = {
  waiting: clockface,
  held: bellDot,
  running: sync,
  succeeded: pass,
  failed: error,
  ended: circleSlash,
};

/** Creates the icon of a mark. */
export const markIcon = (mark: Mark): SVGElement => iconOf(marks[mark], mark);
