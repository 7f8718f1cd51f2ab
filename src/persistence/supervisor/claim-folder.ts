import { rmSync } from 'node:fs';
import { createServer, connect } from 'node:net';

/** Relative, because the path of a socket may not be longer than about 100 bytes. */
const SOCKET = 'owner.sock';
const ATTEMPTS = 5;

/**
 * Makes this process the only owner of the working directory for as long as it lives. The claim is a listening
 * socket: the kernel closes it with the process however that ends, so it cannot go stale as a file with a pid does.
 * @param folder name of the working directory, for the message.
 * @param serverPid what another claimant is told.
 * @throws Error naming the folder and the owner's server when there is an owner.
 */
export async function claimFolder(folder: string, serverPid: number): Promise<void> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    if (await listen(serverPid)) return;
    const owner = await askOwner();
    if (owner !== null) {
      throw new Error(
        `${folder} is in use by the Logsieve server with pid ${owner}: stop that one, or give this one another DATA_DIR`,
      );
    }
    rmSync(SOCKET, { force: true });
  }
  throw new Error(`${folder} cannot be claimed: other servers are starting on it`);
}

/** False when the socket file exists already. */
function listen(serverPid: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => {
      // Whoever asks may be gone before the answer; that is no concern of ours.
      socket.on('error', () => socket.destroy());
      socket.end(String(serverPid));
    });
    server.unref();
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(false);
      else reject(error);
    });
    server.listen(SOCKET, () => {
      resolve(true);
    });
  });
}

/** The pid that the living owner gives, or null when the socket file is all that is left of one. */
function askOwner(): Promise<string | null> {
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect(SOCKET);
    socket.setEncoding('utf8');
    socket.on('data', (text: string) => (answer += text));
    socket.once('end', () => {
      resolve(answer);
    });
    socket.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ECONNREFUSED' || error.code === 'ENOENT') resolve(null);
      else reject(error);
    });
  });
}
