// The few codicons that the page needs, as SVG.
import arrowDown from '@vscode/codicons/src/icons/arrow-down.svg';
import arrowUp from '@vscode/codicons/src/icons/arrow-up.svg';
import chevronDown from '@vscode/codicons/src/icons/chevron-down.svg';
import error from '@vscode/codicons/src/icons/error.svg';
import info from '@vscode/codicons/src/icons/info.svg';
import warning from '@vscode/codicons/src/icons/warning.svg';
import { iconOf } from '../shared/icon.ts';

const drawings = { arrowDown, arrowUp, chevronDown, error, information: info, warning };

/** Creates one of the icons. */
export const icon = (name: keyof typeof drawings): SVGElement => iconOf(drawings[name], name);
