/** What the editor gives to a page. `State` survives reloading or hiding the page. */
export interface EditorApi<Message, State> {
  postMessage(message: Message): void;
  getState(): State | undefined;
  setState(state: State): void;
}
