package org.whistle.database;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** PostgreSQL of our own: durable, behind a password, on loopback only, in one folder that outlives the service. */
final class EmbeddedDatabase implements AutoCloseable {

    private static final int STOPS_WITHIN_SECONDS = 60;

    private final FileChannel lockFile;
    private final FileLock lock;
    private final EmbeddedPostgres postgres;
    private final String password;

    /**
     * Starts the database of a folder, first ending a server which an earlier service left behind.
     *
     * @throws IllegalStateException if another service uses the folder or the server does not start
     */
    EmbeddedDatabase(Path directory) {
        try {
            Files.createDirectories(directory);
            lockFile = FileChannel.open(directory.resolve("whistle.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            lock = lock(directory);
            password = password(directory.resolve("password"));
            Path data = directory.resolve("postgres").toAbsolutePath();
            endOrphan(data);
            postgres = start(data, directory.resolve("binaries"), directory.resolve("password").toAbsolutePath());
        } catch (IOException e) {
            throw new UncheckedIOException("数据库没有启动，目录：" + directory + "。 The database did not start in " + directory + ": " + e.getMessage(), e);
        }
    }

    String url() {
        return postgres.getJdbcUrl("postgres", "postgres");
    }

    String password() {
        return password;
    }

    private FileLock lock(Path directory) throws IOException {
        try {
            FileLock taken = lockFile.tryLock();
            if (taken != null) {
                return taken;
            }
        } catch (OverlappingFileLockException e) {
            // held within this very process
        }
        throw new IllegalStateException("另一个服务正在使用数据目录 " + directory + "，请先停止它，或用 whistle.database.directory 指定别的目录。"
                + " Another service uses " + directory + ": stop it, or name another folder by whistle.database.directory.");
    }

    private static String password(Path file) throws IOException {
        if (Files.exists(file)) {
            return Files.readString(file).strip();
        }
        byte[] random = new byte[24];
        new SecureRandom().nextBytes(random);
        String made = HexFormat.of().formatHex(random);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, made);
        return made;
    }

    /** A service that was killed leaves its server running; the folder's lock tells that the service is gone. */
    private static void endOrphan(Path data) throws IOException {
        Path file = data.resolve("postmaster.pid");
        if (!Files.exists(file)) {
            return;
        }
        List<String> lines = Files.readAllLines(file);
        Optional<ProcessHandle> orphan = lines.isEmpty() ? Optional.empty() : ProcessHandle.of(Long.parseLong(lines.get(0).strip()))
                .filter(process -> process.info().command().map(command -> command.contains("postgres")).orElse(false));
        if (orphan.isPresent()) {
            orphan.get().destroy();
            try {
                orphan.get().onExit().get(STOPS_WITHIN_SECONDS, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            } catch (Exception e) {
                throw new IllegalStateException("遗留的数据库进程 " + orphan.get().pid() + " 没有停止，请手动停止。"
                        + " The database process " + orphan.get().pid() + " of an earlier service does not stop: stop it by hand.", e);
            }
        } else if (lines.size() > 0) {
            Files.deleteIfExists(file);
        }
    }

    private static EmbeddedPostgres start(Path data, Path binaries, Path passwordFile) throws IOException {
        boolean first = !Files.exists(data.resolve("PG_VERSION"));
        EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
                .setDataDirectory(data)
                .setOverrideWorkingDirectory(binaries.toAbsolutePath().toFile())
                .setCleanDataDirectory(false)
                .setRegisterShutdownHook(false)
                .setPGStartupWait(Duration.ofSeconds(90))
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("full_page_writes", "on")
                .setServerConfig("listen_addresses", "127.0.0.1")
                .setServerConfig("unix_socket_directories", "")
                .setServerConfig("password_encryption", "scram-sha-256")
                .setServerConfig("timezone", "Asia/Shanghai")
                .setLocaleConfig("locale", "C.UTF-8")
                .setLocaleConfig("pwfile", passwordFile.toString())
                .setConnectConfig("password", Files.readString(passwordFile).strip())
                .setOutputRedirector(ProcessBuilder.Redirect.DISCARD)
                .setErrorRedirector(ProcessBuilder.Redirect.DISCARD);
        if (first) {
            builder.setDataDirectoryCustomizer(made -> noTrust(made.toPath()));
        }
        return builder.start();
    }

    /** Before the server has ever run: every connection needs the password. */
    private static void noTrust(Path data) {
        try {
            Files.writeString(data.resolve("pg_hba.conf"), """
                    host all all 127.0.0.1/32 scram-sha-256
                    host all all ::1/128 scram-sha-256
                    """);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A second time it does nothing. */
    @Override
    public void close() {
        if (!lockFile.isOpen()) {
            return;
        }
        try {
            postgres.close();
            lock.release();
            lockFile.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
