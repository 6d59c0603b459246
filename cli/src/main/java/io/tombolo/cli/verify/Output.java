package io.tombolo.cli.verify;

import io.tombolo.cli.shell.CommandException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;

/** Files that a command writes where its user says. */
final class Output {
    private Output() {}

    /**
     * Writes a file.
     *
     * @throws CommandException with the file's name and what is wrong with it
     */
    public static void write(Path file, byte[] bytes, OpenOption... options) {
        try {
            Files.write(file, bytes, options);
        } catch (FileAlreadyExistsException e) {
            throw new CommandException("file " + file + " exists: choose another name, or remove it first", e);
        } catch (IOException e) {
            throw new CommandException("file " + file + " can't be written: " + why(e), e);
        }
    }

    /** The JDK says of some failures nothing but the file's name. */
    private static String why(IOException e) {
        if (e instanceof NoSuchFileException) {
            return "its folder is not there";
        }
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        String reason = e instanceof FileSystemException known ? known.getReason() : e.getMessage();
        return reason == null ? String.valueOf(e.getMessage()) : reason;
    }
}
