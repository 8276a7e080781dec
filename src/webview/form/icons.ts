// The few codicons that the form needs, as SVG, because the whole font would be most of the bundle.
import add from '@vscode/codicons/src/icons/add.svg';
import arrowUp from '@vscode/codicons/src/icons/arrow-up.svg';
import chevronDown from '@vscode/codicons/src/icons/chevron-down.svg';
import close from '@vscode/codicons/src/icons/close.svg';
import copy from '@vscode/codicons/src/icons/copy.svg';
import error from '@vscode/codicons/src/icons/error.svg';
import file from '@vscode/codicons/src/icons/file.svg';
import folder from '@vscode/codicons/src/icons/folder.svg';
import folderOpened from '@vscode/codicons/src/icons/folder-opened.svg';
import goToFile from '@vscode/codicons/src/icons/go-to-file.svg';
import info from '@vscode/codicons/src/icons/info.svg';
import lightbulb from '@vscode/codicons/src/icons/lightbulb.svg';
import checklist from '@vscode/codicons/src/icons/checklist.svg';
import play from '@vscode/codicons/src/icons/play.svg';
import plug from '@vscode/codicons/src/icons/plug.svg';
import trash from '@vscode/codicons/src/icons/trash.svg';
import warning from '@vscode/codicons/src/icons/warning.svg';
import { iconOf } from '../shared/icon.ts';

const drawings = {
  add,
  arrowUp,
  chevronDown,
  close,
  copy,
  error,
  file,
  folder,
  folderOpened,
  goToFile,
  information: info,
  lightbulb,
  checklist,
  play,
  plug,
  trash,
  warning,
};

/** Creates one of the icons. */
export const icon = (name: keyof typeof drawings): SVGElement => iconOf(drawings[name], name);
