import java.io.File;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.gephi.graph.api.DirectedGraph;
import org.gephi.graph.api.GraphController;
import org.gephi.graph.api.GraphModel;
import org.gephi.graph.api.Node;
import org.gephi.io.importer.api.Container;
import org.gephi.io.importer.api.ImportController;
import org.gephi.io.processor.plugin.DefaultProcessor;
import org.gephi.project.api.ProjectController;
import org.openide.util.Lookup;

/** Opens a file as Gephi does and prints what it found: nodes, edges, whether there is time, problems. */
public final class Read {
    public static void main(String[] arguments) throws Exception {
        System.setOut(new PrintStream(System.out, true, StandardCharsets.UTF_8));
        ProjectController projects = Lookup.getDefault().lookup(ProjectController.class);
        projects.newProject();
        ImportController importer = Lookup.getDefault().lookup(ImportController.class);
        Container container = importer.importFile(new File(arguments[0]));
        String report = container.getReport().getText();
        importer.process(container, new DefaultProcessor(), projects.getCurrentWorkspace());
        GraphModel model = Lookup.getDefault().lookup(GraphController.class).getGraphModel();
        DirectedGraph graph = model.getDirectedGraph();
        System.out.println("nodes " + graph.getNodeCount());
        System.out.println("edges " + graph.getEdgeCount());
        System.out.println("dynamic " + model.isDynamic());
        System.out.println("bounds " + model.getTimeBounds());
        for (Node node : graph.getNodes().toArray()) {
            System.out.println("label " + node.getLabel());
        }
        System.out.println("report " + report.replace("\n", " | "));
    }
}
