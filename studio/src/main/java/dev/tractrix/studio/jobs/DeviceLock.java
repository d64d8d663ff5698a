// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.studio.jobs;

import dev.tractrix.fault.CancelledException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.BooleanSupplier;

/**
 * One job at a time on a device of this machine, whichever process runs it. The system gives the lock back when a process
 * ends, however it ends.
 */
final class DeviceLock implements AutoCloseable {
    private static final long PAUSE_MILLIS = 200;

    private final FileChannel channel;
    private final FileLock lock;

    private DeviceLock(FileChannel channel, FileLock lock) {
        this.channel = channel;
        this.lock = lock;
    }

    /**
     * Waits for the device.
     *
     * @param device {@code cpu}, {@code cuda:0}, ...
     * @param cancelled asked while it waits
     * @throws CancelledException when that said so
     */
    static DeviceLock take(String device, BooleanSupplier cancelled) {
        Path file = Path.of(
                System.getProperty("java.io.tmpdir"),
                "tractrix-" + System.getProperty("user.name", "") + "-" + device.replace(':', '-') + ".lock");
        try {
            FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            while (!cancelled.getAsBoolean()) {
                FileLock lock = tryLock(channel);
                if (lock != null) {
                    return new DeviceLock(channel, lock);
                }
                Thread.sleep(PAUSE_MILLIS);
            }
            channel.close();
            throw new CancelledException("waiting for " + device);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancelledException("waiting for " + device);
        }
    }

    private static FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            // another studio in this very process
            return null;
        }
    }

    @Override
    public void close() {
        try (channel) {
            lock.release();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
