// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.studio.http;

import dev.tractrix.pipeline.EmbeddedCompletion;
import dev.tractrix.studio.StudioOptions;
import dev.tractrix.studio.clips.ClipMedia;
import dev.tractrix.studio.clips.ShareFolder;
import dev.tractrix.studio.jobs.ClipWorker;
import dev.tractrix.studio.jobs.JobQueue;
import dev.tractrix.studio.jobs.ModelPulls;
import dev.tractrix.studio.scenes.DerivedFiles;
import dev.tractrix.studio.scenes.Gallery;
import dev.tractrix.studio.scenes.PictureIntake;
import dev.tractrix.studio.scenes.Plates;
import dev.tractrix.studio.scenes.SceneIntake;
import dev.tractrix.studio.scenes.Selections;
import dev.tractrix.studio.scenes.WireScenes;
import dev.tractrix.studio.store.Clips;
import dev.tractrix.studio.store.ContentFiles;
import dev.tractrix.studio.store.Database;
import dev.tractrix.studio.store.Events;
import dev.tractrix.studio.store.Housekeeping;
import dev.tractrix.studio.store.Images;
import dev.tractrix.studio.store.Jobs;
import dev.tractrix.studio.store.Projects;
import dev.tractrix.studio.store.Pulls;
import dev.tractrix.studio.store.Quota;
import dev.tractrix.studio.store.StoredMasks;
import dev.tractrix.studio.store.Studies;
import dev.tractrix.studio.store.Uploads;
import java.nio.file.Path;

/** Everything the resources work with, put together once. */
public record Workshop(
        Database database,
        Events events,
        ContentFiles files,
        DerivedFiles derived,
        Quota quota,
        Images images,
        StoredMasks masks,
        Uploads uploads,
        Projects projects,
        Jobs jobs,
        Clips clips,
        Studies studies,
        PictureIntake intake,
        WireScenes scenes,
        Selections selections,
        EmbeddedCompletion completion,
        Plates plates,
        SceneIntake sceneFiles,
        Gallery gallery,
        ClipMedia media,
        ShareFolder share,
        ClipWorker worker,
        JobQueue queue,
        ModelPulls pulls,
        Housekeeping housekeeping)
        implements AutoCloseable {

    /**
     * Puts it together on a database.
     *
     * @param name of this process among the workers
     */
    public static Workshop on(Database database, StudioOptions options, String name) {
        Path data = options.data();
        StudioOptions.Limits limits = options.limits();
        Events events = new Events(database);
        ContentFiles files = new ContentFiles(database, data);
        DerivedFiles derived = new DerivedFiles(files, data);
        Quota quota = new Quota(database, data, limits.quotaBytes());
        Images images = new Images(database, files);
        StoredMasks masks = new StoredMasks(database, files);
        Uploads uploads = new Uploads(database, data);
        Jobs jobs = new Jobs(database, events);
        Clips clips = new Clips(database, events, jobs);
        PictureIntake intake = new PictureIntake(files, images, limits.imagePixels());
        SceneIntake sceneFiles = new SceneIntake(files, intake, masks, quota, limits.uploadBytes());
        WireScenes scenes = new WireScenes(images, masks, options.device());
        ClipMedia media = new ClipMedia(clips, files, scenes);
        EmbeddedCompletion completion = new EmbeddedCompletion();
        ClipWorker worker =
                new ClipWorker(name, new ClipWorker.Tools(jobs, clips, images, events, quota, files, scenes), data);
        return new Workshop(
                database,
                events,
                files,
                derived,
                quota,
                images,
                masks,
                uploads,
                new Projects(database, events),
                jobs,
                clips,
                new Studies(database),
                intake,
                scenes,
                new Selections(images, data.resolve("derived").resolve("seen")),
                completion,
                new Plates(derived, completion),
                sceneFiles,
                new Gallery(sceneFiles),
                media,
                new ShareFolder(images, masks, media),
                worker,
                new JobQueue(database, jobs, worker, name, options.worker()),
                new ModelPulls(new Pulls(database), events),
                new Housekeeping(database, files, uploads, events, limits.retention()));
    }

    @Override
    public void close() {
        pulls.close();
        queue.close();
        selections.close();
        completion.close();
        database.close();
    }
}
