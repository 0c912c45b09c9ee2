import type { BrowserWindow, Dialog, FileFilter, OpenDialogOptions } from 'electron';

/** The system's file dialogs. Every answer is an absolute path chosen by the person, `undefined` when cancelled. */
export interface FileDialogs {
  openFile(request: { title: string; filters?: readonly FileFilter[] }): Promise<string | undefined>;
  openFiles(request: { title: string; filters?: readonly FileFilter[] }): Promise<readonly string[]>;
  openFolder(request: { title: string }): Promise<string | undefined>;
  saveFile(request: {
    title: string;
    suggestedName: string;
    filters?: readonly FileFilter[];
  }): Promise<string | undefined>;
}

/** Makes the dialogs of the present window. They leave no trace in the system's list of recent documents. */
export function createFileDialogs(
  dialog: Pick<Dialog, 'showOpenDialog' | 'showSaveDialog'>,
  currentWindow: () => BrowserWindow,
): FileDialogs {
  const open = async (
    properties: NonNullable<OpenDialogOptions['properties']>,
    request: { title: string; filters?: readonly FileFilter[] },
  ): Promise<readonly string[]> => {
    const answer = await dialog.showOpenDialog(currentWindow(), {
      title: request.title,
      filters: [...(request.filters ?? [])],
      properties: [...properties, 'dontAddToRecent'],
    });
    return answer.canceled ? [] : answer.filePaths;
  };
  return {
    openFile: async (request) => (await open(['openFile'], request))[0],
    openFiles: (request) => open(['openFile', 'multiSelections'], request),
    openFolder: async (request) => (await open(['openDirectory', 'createDirectory'], request))[0],
    async saveFile(request) {
      const answer = await dialog.showSaveDialog(currentWindow(), {
        title: request.title,
        defaultPath: request.suggestedName,
        filters: [...(request.filters ?? [])],
        properties: ['showOverwriteConfirmation', 'dontAddToRecent'],
      });
      return answer.canceled || answer.filePath === '' ? undefined : answer.filePath;
    },
  };
}
